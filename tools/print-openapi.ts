/** Writes docs/openapi.json from the routes and their descriptions, without a database. `npm run gen`. */
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { describeApi } from '../apps/api/src/openapi/describe-api.js';

writeFileSync('docs/openapi.json', `${JSON.stringify(await describeApi(), null, 2)}\n`);
