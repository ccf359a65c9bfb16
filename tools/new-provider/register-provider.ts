import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROVIDERS_FOLDER } from './provider-name.js';

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
