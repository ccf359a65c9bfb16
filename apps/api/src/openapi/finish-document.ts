/**
 * What Nest writes is OpenAPI 3.0 with the names of our classes. This makes OpenAPI 3.1 of it, whose schemas are JSON
 * Schema: any validator holds answers against them, and clients are generated without oddities.
 */
import type { OpenAPIObject } from '@nestjs/swagger';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Json = any;

const SCHEMAS = '#/components/schemas/';
const OUR_SUFFIX = /Dto$/;
const METHODS = new Set(['get', 'put', 'post', 'patch', 'delete']);

export function finishDocument(document: OpenAPIObject): OpenAPIObject {
  const named = withClientsNames(document);
  const finished = { ...asJsonSchema(named), openapi: '3.1.0' };
  for (const schema of Object.values<Json>(finished.components.schemas)) close(schema);
  shareProblems(finished);
  return finished;
}

/** Schemas under the names that clients see: `Payout`, not the `PayoutDto` of the class. */
function withClientsNames(document: Json): Json {
  const names = Object.keys(document.components.schemas).map((name) => name.replace(OUR_SUFFIX, ''));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`OpenAPI: two schemas would be called ${twice.join(', ')}: rename a class.`);
  const renamed = visit(document, (value) => {
    if (typeof value !== 'string' || !value.startsWith(SCHEMAS)) return value;
    return value.replace(OUR_SUFFIX, '');
  });
  const schemas = Object.entries(renamed.components.schemas).map(([name, schema]) => [
    name.replace(OUR_SUFFIX, ''),
    schema,
  ]);
  return { ...renamed, components: { ...renamed.components, schemas: Object.fromEntries(schemas) } };
}

/** JSON Schema has no `nullable`, and lets a reference have siblings. */
function asJsonSchema(document: Json): Json {
  return visit(document, (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { nullable, allOf, ...schema } = value;
    const ref = allOf?.length === 1 ? allOf[0].$ref : undefined;
    if (ref !== undefined) {
      const { type: _ofTheReference, ...said } = schema;
      return nullable === true ? { ...said, oneOf: [{ $ref: ref }, { type: 'null' }] } : { ...said, $ref: ref };
    }
    if (nullable === undefined) return value;
    if (nullable === false) return schema;
    return {
      ...schema,
      type: [schema.type, 'null'],
      ...(schema.enum !== undefined && { enum: [...schema.enum, null] }),
    };
  });
}

/** An object has the keys that are described, and no others. */
function close(schema: Json): void {
  if (schema.type === 'object' && schema.properties !== undefined) schema.additionalProperties ??= false;
}

/** Errors that several operations answer are written down once. */
function shareProblems(document: Json): void {
  const operations = Object.values<Json>(document.paths).flatMap((methods) =>
    Object.entries<Json>(methods).flatMap(([method, operation]) => (METHODS.has(method) ? [operation] : [])),
  );
  const found = operations.flatMap(({ responses }) =>
    Object.entries<Json>(responses).flatMap(([status, response]) => (Number(status) < 400 ? [] : [response])),
  );
  const shared: Record<string, Json> = {};
  for (const [text, same] of Map.groupBy(found, (response) => JSON.stringify(response))) {
    if (same.length > 1) shared[nameOfProblems(same[0])] = JSON.parse(text);
  }
  for (const { responses } of operations)
    for (const [status, response] of Object.entries<Json>(responses)) {
      const name = Number(status) < 400 ? '' : nameOfProblems(response);
      if (shared[name] !== undefined && JSON.stringify(shared[name]) === JSON.stringify(response))
        responses[status] = { $ref: `#/components/responses/${name}` };
    }
  document.components.responses = Object.fromEntries(
    Object.entries(shared).sort(([name], [other]) => (name < other ? -1 : 1)),
  );
}

/** `NotFound` for `not_found`; several codes of one status are joined by `Or`. */
function nameOfProblems({ description }: { readonly description: string }): string {
  const codes = [...description.matchAll(/`(\w+)`:/g)].map(([, code]) => code as string);
  return codes.map((code) => code.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())).join('Or');
}

/** A copy in which every value, from the inside out, is what `change` makes of it. */
function visit(value: Json, change: (value: Json) => Json): Json {
  if (Array.isArray(value)) return value.map((item) => visit(item, change));
  if (typeof value !== 'object' || value === null) return change(value);
  return change(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, change)])));
}
