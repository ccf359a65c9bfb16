import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Done } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const KEY = 'key-of-a-service-with-its-own-database';
/** Several processes after each other, one of which makes a database. */
const SLOW_MS = 120_000;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that a server which runs as another user can enter, also when the tests run as root. */
function newFolder(): string {
  const folder = mkdtempSync(path.join(process.geteuid?.() === 0 ? '/var/tmp' : tmpdir(), 'salur-start-'));
  folders.push(folder);
  chmodSync(folder, 0o755);
  return folder;
}

function start(
  cwd: string,
  file: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  return spawn(process.execPath, [file, ...words], {
    cwd,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(cwd: string, file: string, ...words: string[]): Promise<Done> {
  const child = start(cwd, file, words);
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    printed.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    printed.stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...printed };
}

describe('the command line without DATABASE_URL', () => {
  it(
    'uses the PostgreSQL of a running service, and starts and stops the same one when no service runs',
    async () => {
      const folder = newFolder();
      const salur = (...words: string[]) => run(folder, path.join(REPOSITORY, 'dist/apps/cli/src/main.js'), ...words);
      const main = path.join(REPOSITORY, 'dist/apps/api/src/main.js');
      const service = start(folder, main, [], { PORT: '0', BOOTSTRAP_API_KEY: KEY });
      let logged = '';
      service.stdout.on('data', (chunk: Buffer) => {
        logged += chunk.toString();
      });
      try {
        const url = await eventually('it listens', async () => /"address":"(http:[^"]+)"/.exec(logged)?.[1], 60_000);
        expect(await salur('client', 'create', 'payroll')).toMatchObject({ code: 0 });
        const answer = await fetch(`${url}/v1/clients`, {
          headers: { authorization: `Bearer ${KEY}`, connection: 'close' },
        });
        expect(await answer.json()).toMatchObject({ data: [{ name: 'bootstrap' }, { name: 'payroll' }] });
      } finally {
        service.kill('SIGTERM');
        await once(service, 'exit');
      }
      const list = await salur('client', 'list');
      expect(list).toMatchObject({ code: 0, stdout: expect.stringMatching(/^NAME .*\nbootstrap .*\npayroll /) });
      // The next one could not start it if this one had left it behind.
      expect(await salur('client', 'show', 'payroll')).toMatchObject({ code: 0 });
    },
    SLOW_MS,
  );
});

describe('bin/salur.js', () => {
  it(
    'builds what is missing or older than its sources, and prints nothing of it on standard output',
    async () => {
      const checkout = newFolder();
      for (const name of ['apps', 'libs', 'tools', 'bin', 'package.json', '.swcrc'])
        cpSync(path.join(REPOSITORY, name), path.join(checkout, name), { recursive: true, preserveTimestamps: true });
      symlinkSync(path.join(REPOSITORY, 'node_modules'), path.join(checkout, 'node_modules'));
      const salur = () => run(checkout, path.join(checkout, 'bin/salur.js'), '--version');
      const built = () => statSync(path.join(checkout, 'dist/apps/cli/src/main.js')).mtimeMs;
      expect(await salur()).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
      const first = built();

      await salur();
      expect(built()).toBe(first);

      const inAMoment = new Date(first + 1_000);
      utimesSync(path.join(checkout, 'libs/payouts/src/law/status.ts'), inAMoment, inAMoment);
      expect(await salur()).toMatchObject({ code: 0, stdout: '0.1.0\n' });
      expect(built()).toBeGreaterThan(first);

      rmSync(path.join(checkout, 'dist'), { recursive: true });
      rmSync(path.join(checkout, 'node_modules'));
      const { code, stdout, stderr } = await salur();
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toBe(
        'salur: this is not built, and the compiler is not installed: run npm ci and npm run build\n',
      );
    },
    SLOW_MS,
  );
});
