import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { eventually } from '../support/eventually.js';
import { sendCurl } from '../support/send-curl.js';

const WITHIN_MS = 90_000;
/** The demo as a person starts it, and what it has printed. */
class Demo {
  static readonly started: Demo[] = [];
  printed = '';
  private constructor(readonly process: ChildProcess) {
    for (const stream of [process.stdout, process.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.printed += text;
      });
  }

  static start(...options: string[]): Demo {
    const environment = { PATH: process.env.PATH, NO_COLOR: '1' };
    const demo = new Demo(spawn(process.execPath, ['dist/tools/demo/main.js', ...options], { env: environment }));
    Demo.started.push(demo);
    return demo;
  }

  /** @throws Error with the end of what it printed, when it ends or takes too long */
  async prints(text: string): Promise<void> {
    const hasEnded = () => this.process.exitCode !== null || this.process.signalCode !== null;
    await eventually('it prints, or ends', async () => this.printed.includes(text) || hasEnded(), WITHIN_MS).catch(
      () => undefined,
    );
    if (!this.printed.includes(text)) throw new Error(`it does not print ${text}, but: ${this.printed.slice(-2_000)}`);
  }

  async exit(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
    return this.process.exitCode;
  }
}

interface Relative {
  readonly pid: string;
  readonly parent: string;
  readonly commandLine: string;
}

/** Every process there is. */
function listProcesses(): Relative[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
        return [{ pid, parent, commandLine: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
      } catch {
        return [];
      }
    });
}

/** What the demo has started, and what that has started: the service, the sandbox, PostgreSQL. */
function familyOf(demo: Demo): Relative[] {
  const all = listProcesses();
  const family = new Set([String(demo.process.pid)]);
  for (const pid of family) for (const each of all) if (each.parent === pid) family.add(each.pid);
  return all.filter(({ pid }) => family.has(pid));
}

/** Waits until all of them are gone, and the folder of their PostgreSQL too. */
async function leaveNoTrace(family: readonly Relative[]): Promise<void> {
  const folder = family.map(({ commandLine }) => /-D (\S+)\/cluster\/data /.exec(commandLine)?.[1]).find(Boolean);
  expect(family.length).toBeGreaterThan(3);
  await eventually('no process is left', async () => {
    const now = listProcesses();
    const left = family.filter(({ pid, commandLine }) =>
      now.some((each) => each.pid === pid && each.commandLine === commandLine),
    );
    if (left.length > 0) throw new Error(left.map(({ commandLine }) => commandLine).join('\n'));
    return true;
  });
  expect([folder, existsSync(folder as string)]).toEqual([expect.stringContaining('salur-postgres-'), false]);
}

describe('npm run demo', () => {
  afterAll(async () => {
    for (const demo of Demo.started) demo.process.kill('SIGTERM');
    await Promise.all(Demo.started.map((demo) => demo.exit()));
  });

  it(
    'runs its story after a run that was killed, stays up, and ends without a trace',
    async () => {
      const killed = Demo.start();
      await killed.prints('3. ');
      const familyOfKilled = familyOf(killed);
      killed.process.kill('SIGKILL');
      await killed.exit();
      await leaveNoTrace(familyOfKilled);

      const demo = Demo.start();
      await demo.prints('Ctrl-C ends it');
      expect(demo.printed).toContain('The books are equal: no payout was paid twice, and none was lost.');
      for (const provider of ['duitku', 'doku'])
        expect(demo.printed).toMatch(new RegExp(`\n  statement of ${provider}: [1-9]\\d* rows, 0 differences\n`));
      expect(demo.printed).toMatch(/kill -9 \d+: the provider has the request and has moved the money/);
      expect(demo.printed).not.toContain('\u001b');

      expect(await payAsReadmeSays(demo)).toEqual(['succeeded', 'api_reply']);
      const family = familyOf(demo);
      demo.process.kill('SIGINT');
      expect(await demo.exit()).toBe(0);
      await leaveNoTrace(family);
    },
    3 * WITHIN_MS,
  );

  it('reports in one sentence an option that it does not understand', async () => {
    const demo = Demo.start('--quick');
    expect(await demo.exit()).toBe(1);
    await demo.prints('The demo does not know --quick: it takes --exit, or nothing.\n');
  });
});

/** The first payout of README.md, word for word, but for the port. */
async function payAsReadmeSays(demo: Demo): Promise<[status: string, proof: string]> {
  const readme = readFileSync('README.md', 'utf8');
  const [, command = ''] = /```sh[^\n]*\n(curl [\s\S]*?)```/.exec(readme) ?? [];
  const { port } = new URL(/Salur (http:\S+)/.exec(demo.printed)?.[1] ?? '');
  const payout = await sendCurl<{ status: string; proof: string }>(command.replace(':3000', `:${port}`));
  return [payout.status, payout.proof];
}
