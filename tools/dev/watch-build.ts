import { watch } from 'node:fs';
import path from 'node:path';
import { ManagedProcess } from '../stack/managed-process.js';

/** The compiler writes many files for one change of many. */
const QUIET_FOR_MS = 150;

/** What the compiler says of a mistake, without the stack of the compiler itself that follows. */
const PART_OF_AN_ERROR = /^\s*(x |,-\[|\d+ \||:\s|`-)/;

/** Compiles on every change, without checking types: that is what the editor and `npm run check` are for. */
export async function startCompiler(say: (line: string) => void): Promise<ManagedProcess> {
  const compiler = ManagedProcess.start({
    name: 'the compiler',
    entry: path.resolve('node_modules/@swc/cli/bin/swc.js'),
    arguments: ['apps', 'libs', 'tools', '-d', 'dist', '--watch'],
    environment: {},
    onLine: (line) => {
      if (PART_OF_AN_ERROR.test(line)) say(line);
    },
  });
  await compiler.prints(/Watching for file changes|Successfully compiled/, 30_000);
  return compiler;
}

/** Calls back, once per burst of changes, with the folders below dist in which something changed. */
export function watchBuilt(onChange: (changed: (folder: string) => boolean) => void): { close(): void } {
  const changedFiles = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch('dist', { recursive: true }, (_event, file) => {
    if (file === null || !file.endsWith('.js')) return;
    changedFiles.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...changedFiles];
      changedFiles.clear();
      onChange((folder) => files.some((changed) => changed.startsWith(`${folder}${path.sep}`)));
    }, QUIET_FOR_MS);
  });
  return {
    close() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
