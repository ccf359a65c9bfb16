import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';

/** Where providers live, below the checkout. */
export const PROVIDERS_FOLDER = 'libs/providers/src';
/** Folders there that are no provider. */
const NOT_PROVIDERS = ['kit', 'port', 'testing'];

/**
 * Why a new provider cannot have this name; null when it can. The name becomes a folder, a constant, the beginning of its
 * variables and of its rails, and it may appear nowhere else in the code.
 *
 * @param root the checkout
 */
export function problemWithName(name: string, root: string): string | null {
  if (!/^[a-z][a-z0-9]{2,19}$/.test(name)) {
    return `"${name}" cannot be a provider's name: it takes 3 to 20 lower-case letters and digits, a letter first`;
  }
  if (!isVariableName(name)) return `"${name}" means something in TypeScript: choose another name`;
  const folders = readdirSync(path.join(root, PROVIDERS_FOLDER), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  if (folders.includes(name)) return `"${name}" is taken: ${PROVIDERS_FOLDER}/${name} is there already`;
  const part = folders.find((folder) => name.includes(folder) && !NOT_PROVIDERS.includes(folder));
  if (part !== undefined) return `"${name}" contains "${part}", which is taken: a search for one would find the other`;
  const file = fileThatSays(name, root);
  if (file === undefined) return null;
  return `"${name}" is a word of ${file}: a provider's name may appear in its own folder only, so choose one that is unique`;
}

function isVariableName(name: string): boolean {
  try {
    new Script(`'use strict'; const ${name} = 0;`);
    return true;
  } catch {
    return false;
  }
}

/** `registry.spec.ts` would call the word in this file a leak. */
function fileThatSays(name: string, root: string): string | undefined {
  return globSync('libs/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('spec.ts'))
    .toSorted()
    .find((file) =>
      withoutComments(readFileSync(path.join(root, file), 'utf8'))
        .toLowerCase()
        .includes(name),
    );
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
