import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROVIDERS_FOLDER } from './provider-name.js';

/** A working provider called acme, with a fictitious protocol. */
export const TEMPLATE_FOLDER = 'tools/new-provider/template';

/**
 * Writes the folder of a new provider from the template.
 *
 * @returns the files, from the checkout
 */
export function writeProvider(name: string, root: string): string[] {
  const template = path.join(root, TEMPLATE_FOLDER);
  const files = globSync('**/*.ts', { cwd: template }).toSorted();
  if (files.length === 0) throw new Error(`${TEMPLATE_FOLDER} is empty`);
  return files.map((file) => {
    const target = path.join(PROVIDERS_FOLDER, name, file);
    const text = fromTemplate(readFileSync(path.join(template, file), 'utf8'), name);
    mkdirSync(path.dirname(path.join(root, target)), { recursive: true });
    writeFileSync(path.join(root, target), text, { flag: 'wx' });
    return target;
  });
}

/** A file of the template for another name and another place: `../../../libs/providers/src/kit` -> `../kit`. */
export function fromTemplate(text: string, name: string): string {
  return text
    .replace(/((?:\.\.\/)+)\.\.\/\.\.\/libs\/providers\/src\//g, '$1')
    .replaceAll('acme', name)
    .replaceAll('Acme', name.charAt(0).toUpperCase() + name.slice(1))
    .replaceAll('ACME', name.toUpperCase());
}
