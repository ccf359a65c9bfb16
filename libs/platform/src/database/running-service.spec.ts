import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { announceService, findRunningService } from './running-service.js';

const URL_OF_DEMO = 'postgres://postgres:s3cret@127.0.0.1:5432/demo';
const FILE = path.join('.data', 'running.json');

let folder: string;
let before: string;
beforeEach(() => {
  before = process.cwd();
  folder = mkdtempSync(path.join(tmpdir(), 'salur-running-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

describe('a service that announces itself', () => {
  it('is found until it takes the announcement back, and only its user can read the password', () => {
    expect(findRunningService()).toBeNull();
    const withdraw = announceService({ name: 'npm run demo', databaseUrl: URL_OF_DEMO });
    expect(findRunningService()).toEqual({ pid: process.pid, name: 'npm run demo', databaseUrl: URL_OF_DEMO });
    expect(statSync(FILE).mode & 0o777).toBe(0o600);
    withdraw();
    expect(findRunningService()).toBeNull();
  });

  it('is not found when it ended without taking it back, or left half a file', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    announceService({ name: 'npm run demo', databaseUrl: URL_OF_DEMO });
    writeFileSync(FILE, JSON.stringify({ pid, name: 'npm run demo', databaseUrl: URL_OF_DEMO }));
    expect(findRunningService()).toBeNull();
    writeFileSync(FILE, '{"pid":');
    expect(findRunningService()).toBeNull();
  });

  it('stays announced when a process that has joined its database ends', () => {
    const withdraw = announceService({ name: 'npm start', databaseUrl: URL_OF_DEMO });
    announceService({ name: 'npm start', databaseUrl: URL_OF_DEMO })();
    expect(findRunningService()).not.toBeNull();
    withdraw();
  });

  it('runs also without a place to write to', () => {
    writeFileSync('.data', 'a file');
    const withdraw = announceService({ name: 'npm run demo', databaseUrl: URL_OF_DEMO });
    withdraw();
    expect(findRunningService()).toBeNull();
  });
});
