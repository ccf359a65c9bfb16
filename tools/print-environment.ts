/** Writes .env.example from the configuration schemas. `npm run gen`. */
import { writeFileSync } from 'node:fs';
import { environmentExample } from './environment-example.js';

writeFileSync('.env.example', environmentExample());
