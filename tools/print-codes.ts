/** Writes docs/CODES.md from the code tables of the providers. `npm run gen`. */
import { writeFileSync } from 'node:fs';
import { PROVIDERS } from '#libs/providers';
import { codesDocument } from './codes/codes-document.js';

writeFileSync('docs/CODES.md', codesDocument(PROVIDERS));
