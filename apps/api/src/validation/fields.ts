/**
 * The kinds of fields that requests have. Each is one decorator for both what is accepted and how OpenAPI shows it, so the
 * two cannot differ. A message says what to send instead.
 */
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, type ApiPropertyOptions, getSchemaPath } from '@nestjs/swagger';
import { IsOptional, ValidateBy, ValidateNested } from 'class-validator';
import { problemOfText } from '#libs/platform';

interface Common {
  readonly description: string;
  readonly optional?: boolean;
  readonly example?: unknown;
}

/** @param problemOf what is wrong with a value, or null */
function field(
  api: ApiPropertyOptions,
  optional: boolean,
  problemOf: (value: unknown) => string | null,
): PropertyDecorator {
  const validate = ValidateBy({
    name: 'field',
    validator: {
      validate: (value) => problemOf(value) === null,
      defaultMessage: (checked) => problemOf(checked?.value) ?? '',
    },
  });
  const shown = ApiProperty({ ...api, required: !optional, ...(optional && { nullable: true }) } as ApiPropertyOptions);
  return optional ? applyDecorators(shown, validate, IsOptional()) : applyDecorators(shown, validate);
}

interface TextRule extends Common {
  readonly max: number;
  readonly pattern?: { readonly regex: RegExp; readonly words: string };
  /** What no pattern can express: what is wrong with a text that is valid otherwise, or null. */
  readonly problemOf?: (text: string) => string | null;
  /** For the digits of a whole number in a URL: OpenAPI shows a number with these bounds, not a text. */
  readonly integer?: { readonly minimum: number; readonly maximum: number };
}

/** Text for people: accepted as sent or refused, never trimmed or normalised silently. */
export function TextField({
  max,
  pattern,
  problemOf,
  integer,
  optional = false,
  ...common
}: TextRule): PropertyDecorator {
  const text = { type: String, minLength: 1, maxLength: max, ...(pattern && { pattern: pattern.regex.source }) };
  const api = { ...common, ...(integer === undefined ? text : { type: 'integer', ...integer }) };
  return field(api as ApiPropertyOptions, optional, (value) => {
    const problem = problemOfText(value, 1, max);
    if (problem !== null) return problem;
    if (pattern?.regex.test(value as string) === false) return pattern.words;
    return problemOf?.(value as string) ?? null;
  });
}

/** One of a few words. */
export function WordField(
  words: readonly string[],
  { optional = false, ...common }: Common & { readonly default?: string },
): PropertyDecorator {
  return field({ ...common, enum: [...words] } as ApiPropertyOptions, optional, (value) =>
    words.includes(value as string) ? null : problemOfWord(words),
  );
}

/** One or several of a few words in a URL: separated by commas, or the parameter repeated (`readQuery` joins those). */
export function WordsField(words: readonly string[], common: Common): PropertyDecorator {
  const one = { type: 'string', enum: [...words] };
  const several = { type: 'array', items: one, minItems: 1, maxItems: words.length };
  return field({ ...common, oneOf: [one, several] } as ApiPropertyOptions, true, (value) => {
    const wanted = typeof value === 'string' ? value.split(',') : [];
    if (new Set(wanted).size < wanted.length) return 'send each word once';
    return wanted.length > 0 && wanted.every((word) => words.includes(word)) ? null : problemOfWord(words);
  });
}

/** What to send instead of a word that is none of these. */
export function problemOfWord(words: Iterable<string>): string {
  return `send ${[...words].map((word) => JSON.stringify(word)).join(' or ')}`;
}

/** true or false. */
export function BooleanField({ optional = false, ...common }: Common): PropertyDecorator {
  return field({ ...common, type: Boolean } as ApiPropertyOptions, optional, (value) =>
    typeof value === 'boolean' ? null : 'send true or false',
  );
}

/** Whole rupiah as a JSON integer. */
export function AmountField({ optional = false, ...common }: Common): PropertyDecorator {
  const most = Number.MAX_SAFE_INTEGER;
  const api = { ...common, type: 'integer', format: 'int64', minimum: 1, maximum: most };
  return field(api as ApiPropertyOptions, optional, (value) =>
    Number.isSafeInteger(value) && (value as number) > 0
      ? null
      : `send whole rupiah as a JSON integer from 1 to ${most}`,
  );
}

interface ListRule extends Common {
  readonly min: number;
  readonly max: number;
  /** How OpenAPI shows one of them. */
  readonly item: { readonly type: 'string'; readonly enum?: readonly string[] };
  /** What is wrong with one of them, or null. */
  readonly problemOf: (item: string) => string | null;
}

/** A list of different texts. */
export function ListField({ min, max, item, problemOf, optional = false, ...common }: ListRule): PropertyDecorator {
  const api = { ...common, type: 'array', items: item, minItems: min, maxItems: max, uniqueItems: true };
  return field(api as ApiPropertyOptions, optional, (value) => {
    if (!Array.isArray(value)) return 'send a list of strings: ["..."]';
    if (value.length < min || value.length > max) return `send ${min} to ${max} entries`;
    if (new Set(value).size < value.length) return 'send each entry once';
    const problems = value.map((entry: unknown) => (typeof entry === 'string' ? problemOf(entry) : 'send strings'));
    return problems.find((problem) => problem !== null) ?? null;
  });
}

interface NumberRule extends Common {
  readonly min: number;
  readonly max: number;
  readonly default?: number;
}

/** A whole number within bounds. */
export function WholeNumberField({ min, max, optional = false, ...common }: NumberRule): PropertyDecorator {
  const api = { ...common, type: 'integer', format: 'int64', minimum: min, maximum: max };
  return field(api as ApiPropertyOptions, optional, (value) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
      ? null
      : `send a whole number from ${min} to ${max}`,
  );
}

interface LabelsRule extends Common {
  readonly maxEntries: number;
  readonly maxKey: number;
  readonly maxValue: number;
}

/** An object of texts by name. */
export function LabelsField({
  maxEntries,
  maxKey,
  maxValue,
  optional = false,
  ...common
}: LabelsRule): PropertyDecorator {
  const api = {
    ...common,
    type: 'object',
    additionalProperties: { type: 'string', maxLength: maxValue },
    maxProperties: maxEntries,
  };
  return field(api as ApiPropertyOptions, optional, (value) => {
    if (!isObject(value)) return 'send an object of strings: {"name": "value"}';
    const entries = Object.entries(value);
    if (entries.length > maxEntries) return `send at most ${maxEntries} entries`;
    for (const [key, text] of entries) {
      const problem = problemOfText(key, 1, maxKey) ?? problemOfText(text, 0, maxValue);
      if (problem !== null) return `${JSON.stringify(key.slice(0, maxKey))}: ${problem}`;
    }
    return null;
  });
}

type Dto = new () => object;

/** What an object in a field is: of one class, or of the class that one of its fields names. */
export type Nested =
  | { readonly kind: 'one'; readonly type: () => Dto }
  | { readonly kind: 'one_of'; readonly by: string; readonly types: Readonly<Record<string, Dto>> };

const NESTED = Symbol('nested');

function nested(api: ApiPropertyOptions, optional: boolean, what: Nested): PropertyDecorator {
  const shown = ApiProperty({ ...api, required: !optional, ...(optional && { nullable: true }) } as ApiPropertyOptions);
  const remember: PropertyDecorator = (target, name) => Reflect.defineMetadata(NESTED, what, target, name);
  const decorators = [shown, remember, ValidateNested({ message: 'send an object' })];
  return applyDecorators(...decorators, ...(optional ? [IsOptional()] : []));
}

/** An object with fields of its own. */
export function ObjectField(type: () => Dto, { optional = false, ...common }: Common): PropertyDecorator {
  // Swagger distinguishes a class from a function that returns one by the name `type`.
  return nested({ ...common, type: () => type() } as ApiPropertyOptions, optional, { kind: 'one', type });
}

/** An object of one of several kinds; the field `by` says which. Fields of the other kinds are unknown to it. */
export function OneOfField(
  by: string,
  types: Readonly<Record<string, Dto>>,
  { optional = false, ...common }: Common,
): PropertyDecorator {
  const api = { ...common, ...oneOf(by, types) };
  const shown = ApiExtraModels(...Object.values(types));
  const remember: PropertyDecorator = (target) => shown(target.constructor);
  return applyDecorators(remember, nested(api, optional, { kind: 'one_of', by, types }));
}

/** How OpenAPI expresses "one of these, and this field says which". */
export function oneOf(by: string, types: Readonly<Record<string, Dto>>): ApiPropertyOptions {
  const refs = Object.entries(types).map(([word, type]) => [word, getSchemaPath(type)] as const);
  return {
    type: 'object',
    oneOf: refs.map(([, $ref]) => ({ $ref })),
    discriminator: { propertyName: by, mapping: Object.fromEntries(refs) },
  } as ApiPropertyOptions;
}

/** @returns what {@link ObjectField} or {@link OneOfField} recorded */
export function nestedOf(dto: Dto, name: string): Nested {
  return Reflect.getMetadata(NESTED, dto.prototype, name) as Nested;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
