import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from './eventually.js';
import { ShellSession } from './shell-session.js';

const folder = mkdtempSync(path.join(tmpdir(), 'salur-shell-'));
let session: ShellSession;
beforeEach(() => {
  session = ShellSession.start(folder, { PATH: process.env.PATH });
});
afterEach(() => session.end());
afterAll(() => rmSync(folder, { recursive: true }));

const ends = (name: string) => {
  const pid = Number(readFileSync(path.join(folder, name), 'utf8'));
  return eventually(`process ${pid} is gone`, async () => {
    try {
      process.kill(pid, 0);
      // A zombie whose parent has not waited for it yet is gone.
      return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    } catch {
      return true;
    }
  });
};

describe('a shell session', () => {
  it('gives a script what the one before has exported, and returns what it prints', async () => {
    await session.run('export NAME=salur');
    expect(await session.run('echo "$NAME"; echo again >&2')).toBe('salur\nagain\n');
  });

  it('reports a command that fails with what it printed, and runs nothing after it', async () => {
    await expect(session.run('echo before; false; echo after')).rejects.toThrow(/^exit code 1 of[\s\S]*\nbefore\n$/);
    await expect(session.run('echo more')).rejects.toThrow('its shell has ended');
  });

  it('reports a script that hangs with what it printed, and ends all that it has started', async () => {
    const hangs = "echo asked; sleep 600 & echo $! > hung; trap '' TERM; sleep 600";
    await expect(session.run(hangs, 1_000)).rejects.toThrow(/^it hung for 1 s:[\s\S]*It printed:\nasked\n$/);
    await ends('hung');
  });

  it('has a background script up when it prints a text, and ends it at the end', async () => {
    expect(await session.startInBackground('echo $BASHPID > up; echo listening; sleep 600', 'listening')).toContain(
      'listening',
    );
    await session.end();
    await ends('up');
  });

  it('reports a background script that ends before it is up, or does not print the text', async () => {
    await expect(session.startInBackground('echo no port', 'listening')).rejects.toThrow(
      /^it ended before it printed "listening":[\s\S]*no port/,
    );
    const other = ShellSession.start(folder, { PATH: process.env.PATH });
    await expect(other.startInBackground('sleep 600', 'listening', 500)).rejects.toThrow(/^it hung for 0\.5 s/);
    await other.end();
  });

  it('ends by SIGKILL what does not end in time', async () => {
    await session.startInBackground("trap '' TERM; echo $BASHPID > deaf; echo up; sleep 600; sleep 600", 'up');
    await session.end(1_000);
    await ends('deaf');
  });
});
