/** Writes the types of the API client from docs/openapi.json. `npm run gen`. */
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as OpenAPI3;
const types = await openapiTypescript(document, {
  // A request may leave out what has a default; `defaultNonNullable` would make it required.
  defaultNonNullable: false,
});
const head =
  '/** Generated from docs/openapi.json by `npm run gen`: edit the description of the API, not this file. */\n\n';
writeFileSync('libs/api-client/src/generated/api.ts', head + astToString(types));
