import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

let known: string | null = null;

/** The version of Salur that this process runs, as in its package.json. */
export function releaseName(): string {
  known ??= (JSON.parse(readFileSync(findPackageJSON(import.meta.url) as string, 'utf8')) as { version: string })
    .version;
  return known;
}
