import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '../support/eventually.js';
import { sendCurl } from '../support/send-curl.js';

const WITHIN_MS = 90_000;
// Root's server runs as another user, for whom a private TMPDIR would be out of reach.
const dataFolder = path.join(process.geteuid?.() === 0 ? '/var/tmp' : tmpdir(), `salur-demo-test-${randomUUID()}`);

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

  static start(...wishes: string[]): Demo {
    const environment = { PATH: process.env.PATH, NO_COLOR: '1' };
    const demo = new Demo(spawn(process.execPath, ['dist/tools/demo/main.js', ...wishes], { env: environment }));
    Demo.started.push(demo);
    return demo;
  }

  async prints(text: string): Promise<void> {
    await eventually(`it prints ${text}`, async () => this.printed.includes(text), WITHIN_MS);
  }

  async exit(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
    return this.process.exitCode;
  }
}

/** The pids the demo has started: they carry the folder, or our file in front of the real program, in their command line. */
function leftBehind(demo: Demo): string[] {
  const url = /Salur (http:\S+) +sandbox (http:\S+)/.exec(demo.printed);
  const ports = url?.slice(1).map((address) => new URL(address).port) ?? [];
  const listening = new Set(
    readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === '0A')
      .map(([, local]) => String(Number.parseInt(local?.split(':')[1] ?? '', 16))),
  );
  const servers = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((commandLine) => commandLine.includes(dataFolder));
  return [...servers, ...ports.filter((port) => listening.has(port))];
}

describe('npm run demo', () => {
  afterAll(async () => {
    for (const demo of Demo.started) demo.process.kill('SIGTERM');
    await Promise.all(Demo.started.map((demo) => demo.exit()));
  });

  it(
    'tells its story after a run that was killed, stays up, and ends without a trace',
    async () => {
      const killed = Demo.start();
      await killed.prints('3. ');
      killed.process.kill('SIGKILL');
      await killed.exit();

      const demo = Demo.start();
      await demo.prints('Ctrl-C ends it');
      expect(demo.printed).toContain('an earlier run that was killed left behind');
      expect(demo.printed).toContain('The books are equal: no payout was paid twice, and none was lost.');
      for (const provider of ['duitku', 'doku'])
        expect(demo.printed).toMatch(new RegExp(`\n  statement of ${provider}: [1-9]\\d* rows, 0 differences\n`));
      expect(demo.printed).toMatch(/kill -9 \d+: the provider has the request and has moved the money/);
      expect(demo.printed).not.toContain('\u001b');

      expect(await payAsReadmeSays(demo)).toEqual(['succeeded', 'api_reply']);
      demo.process.kill('SIGINT');
      expect(await demo.exit()).toBe(0);
      expect(leftBehind(demo)).toEqual([]);
      expect(leftBehind(killed).filter((port) => !/^\d+$/.test(port))).toEqual([]);
      expect(existsSync(dataFolder)).toBe(false);
    },
    3 * WITHIN_MS,
  );

  it('says in one sentence what it does not understand', async () => {
    const demo = Demo.start('--quick');
    expect(await demo.exit()).toBe(1);
    await demo.prints('The demo does not know --quick: it takes --exit, or nothing.\n');
  });
});

/** The first payout of README.md, word for word, but for the port. */
async function payAsReadmeSays(demo: Demo): Promise<[status: string, proof: string]> {
  const readme = readFileSync('README.md', 'utf8');
  const [, command = ''] = /```sh\n(curl [\s\S]*?)```/.exec(readme) ?? [];
  const { port } = new URL(/Salur (http:\S+)/.exec(demo.printed)?.[1] ?? '');
  const payout = await sendCurl<{ status: string; proof: string }>(command.replace(':3000', `:${port}`));
  return [payout.status, payout.proof];
}
