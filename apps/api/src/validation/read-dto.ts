import { getMetadataStorage, type ValidationArguments, type ValidatorConstraintInterface } from 'class-validator';
import { type FieldError, Problem } from '#libs/platform';
import { isObject, nestedOf, problemOfWord } from './fields.js';

type Dto<T> = new () => T;

/** More errors do not help, and make a bad request expensive. */
const MOST_ERRORS = 20;
const LONGEST_NAME = 64;

interface Rule {
  readonly name: string;
  readonly optional: boolean;
  readonly checks: readonly ValidatorConstraintInterface[];
  readonly nested: NestedRules | null;
}

/** Rules of an object in a field: always the same, or by the word in one of its fields. */
type NestedRules = Rules | { readonly by: string; readonly ofWord: ReadonlyMap<string, Rules> };

interface Rules {
  readonly dto: Dto<object>;
  readonly fields: readonly Rule[];
  readonly names: ReadonlySet<string>;
}

const compiled = new Map<Dto<object>, Rules>();

/**
 * Makes an instance of a DTO class from a JSON object, by the class-validator rules on its fields and no others: a field
 * without a rule is unknown, and nothing is converted.
 *
 * The rules are looked up once per class. `validateSync` looks them up, filters and groups them again on every call, which
 * takes several times as long as everything else that an accepted payout costs before the database.
 *
 * @throws Problem `validation_failed` naming every field that is wrong
 */
export function readDto<T extends object>(dto: Dto<T>, value: object): T {
  const errors: FieldError[] = [];
  const instance = read(rulesOf(dto), value as Record<string, unknown>, '', errors);
  if (errors.length === 0) return instance as T;
  const named = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new Problem('validation_failed', named, { errors });
}

function read(rules: Rules, value: Record<string, unknown>, path: string, errors: FieldError[]): object {
  const instance = new rules.dto() as Record<string, unknown>;
  for (const name of Object.keys(value)) {
    if (!rules.names.has(name))
      refuse(errors, path + printable(name), `remove this field: there is no such field here`);
  }
  for (const { name, optional, checks, nested } of rules.fields) {
    const given = value[name];
    if (given === undefined || given === null) {
      if (!optional) refuse(errors, path + name, problemOf(checks, given, name) ?? 'this field is required');
    } else if (nested !== null) {
      if (isObject(given)) instance[name] = readNested(nested, given, `${path}${name}.`, errors);
      else refuse(errors, path + name, 'send an object');
    } else {
      const problem = problemOf(checks, given, name);
      if (problem === null) instance[name] = given;
      else refuse(errors, path + name, problem);
    }
  }
  return instance;
}

function readNested(
  nested: NestedRules,
  value: Record<string, unknown>,
  path: string,
  errors: FieldError[],
): object | undefined {
  if (!('by' in nested)) return read(nested, value, path, errors);
  const rules = nested.ofWord.get(value[nested.by] as string);
  if (rules !== undefined) return read(rules, value, path, errors);
  // Which other fields it has depends on this one, so no error names them.
  refuse(errors, path + nested.by, problemOfWord(nested.ofWord.keys()));
  return undefined;
}

function refuse(errors: FieldError[], field: string, message: string): void {
  if (errors.length < MOST_ERRORS) errors.push({ field, message });
}

function problemOf(checks: readonly ValidatorConstraintInterface[], value: unknown, property: string): string | null {
  for (const check of checks) {
    if (check.validate(value) === true) continue;
    return check.defaultMessage?.({ value, property } as ValidationArguments) ?? 'not valid';
  }
  return null;
}

function rulesOf(dto: Dto<object>): Rules {
  let rules = compiled.get(dto);
  if (rules === undefined) {
    rules = compile(dto);
    compiled.set(dto, rules);
  }
  return rules;
}

/** Reads what the decorators left in class-validator's storage. */
function compile(dto: Dto<object>): Rules {
  const storage = getMetadataStorage();
  const byName = storage.groupByPropertyName(storage.getTargetValidationMetadatas(dto, '', true, false));
  const fields = Object.entries(byName).map(([name, metadatas]): Rule => {
    const isNested = metadatas.some(({ type }) => type === 'nestedValidation');
    return {
      name,
      optional: metadatas.some(({ type }) => type === 'conditionalValidation'),
      checks: metadatas
        .filter(({ type }) => type === 'customValidation')
        .flatMap(({ constraintCls }) => storage.getTargetValidatorConstraints(constraintCls))
        .map(({ instance }) => instance),
      nested: isNested ? nestedRulesOf(dto, name) : null,
    };
  });
  return { dto, fields, names: new Set(Object.keys(byName)) };
}

function nestedRulesOf(dto: Dto<object>, name: string): NestedRules {
  const nested = nestedOf(dto, name);
  if (nested.kind === 'one') return rulesOf(nested.type());
  const ofWord = new Map(Object.entries(nested.types).map(([word, type]) => [word, rulesOf(type)]));
  return { by: nested.by, ofWord };
}

/** A name from the client, safe for a response and a log. */
function printable(name: string): string {
  return name.slice(0, LONGEST_NAME).replace(/[^\x20-\x7e]/g, '?');
}
