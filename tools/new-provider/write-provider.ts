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

export const REGISTRY = `${PROVIDERS_FOLDER}/registry.ts`;
const LIST = /(export const PROVIDERS: readonly ProviderDefinition\[\] = \[)([^\]]*?),?(\s*\];)/;

/** The two halves of the registry's one line for a provider. */
export function registryLine(name: string): { readonly import: string; readonly entry: string } {
  return { import: `import { ${name} } from './${name}/index.js';`, entry: name };
}

/**
 * Adds a provider to the registry.
 *
 * @throws Error when the registry does not look as it used to
 */
export function registerProvider(name: string, root: string): void {
  const file = path.join(root, REGISTRY);
  writeFileSync(file, withProvider(readFileSync(file, 'utf8'), name));
}

/** The registry's text with one provider more, the last one. */
export function withProvider(registry: string, name: string): string {
  if (!LIST.test(registry))
    throw new Error(`${REGISTRY} has no list PROVIDERS that could be added to: add ${name} by hand`);
  const line = registryLine(name);
  const listed = registry.replace(LIST, (_, start: string, members: string, end: string) =>
    [start, members.trim() === '' ? '' : `${members}, `, line.entry, end].join(''),
  );
  return `${line.import}\n${listed}`;
}
