import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { type ConfigurationError, readEnvironment } from './read-environment.js';

const schema = z.object({ SECRET: z.string().optional(), DATABASE_URL: z.string().optional() });
const CANARY = 'canary-in-a-path';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), `${CANARY}-`));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: string | Buffer): string {
  const file = path.join(folder, `secret-${Math.random()}`);
  writeFileSync(file, content);
  return file;
}

const read = (environment: Record<string, string>) => readEnvironment([schema] as const, environment)[0];

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    read(environment);
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems;
  }
}

describe('a variable that comes in a file (S29)', () => {
  it.each([
    ['as it is', 'value', 'value'],
    ['without the line break that editors add', 'value\n', 'value'],
    ['without the line break of Windows', 'value\r\n', 'value'],
    [
      'with its other line breaks, as keys have them',
      '-----BEGIN-----\nabc\n-----END-----\n',
      '-----BEGIN-----\nabc\n-----END-----',
    ],
    ['with its spaces', ' value ', ' value '],
  ])('is taken %s', (_how, content, value) => {
    expect(read({ SECRET_FILE: fileOf(content) })).toEqual({ SECRET: value });
  });

  it('counts as absent when the variable of the file is empty', () => {
    expect(read({ SECRET_FILE: '', SECRET: 'value' })).toEqual({ SECRET: 'value' });
  });

  it('may not come both ways', () => {
    expect(problemsOf({ SECRET_FILE: fileOf('a'), SECRET: 'b' })).toEqual([
      'SECRET_FILE: give either it or SECRET, not both',
    ]);
  });

  it.each([
    ['is not there', () => path.join(folder, 'none'), /^SECRET_FILE: the file cannot be read \(ENOENT\)$/],
    ['is a folder', () => folder, /^SECRET_FILE: the file cannot be read \(EISDIR\)$/],
    ['is empty', () => fileOf('\n'), /^SECRET_FILE: the file is empty$/],
    ['is not text', () => fileOf(Buffer.from([0xff, 0xfe])), /^SECRET_FILE: the file cannot be read \(/],
    ['is no secret at all', () => fileOf('x'.repeat(70_000)), /^SECRET_FILE: the file has more than 65536 bytes$/],
  ])('is refused when the file %s, without saying which file', (_what, file, problem) => {
    const problems = problemsOf({ SECRET_FILE: file() });
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems.join()).not.toContain(CANARY);
  });

  it('is reported together with all other problems', () => {
    const strict = z.object({ SECRET: z.string(), PORT: z.string({ error: 'is required' }) });
    expect(() => readEnvironment([strict] as const, { SECRET_FILE: '/none' })).toThrow(
      /SECRET_FILE: [\s\S]*PORT: is required/,
    );
  });

  it('is one of Salur’s: other programs’ variables with the same ending are ignored', () => {
    expect(read({ SSL_CERT_FILE: '/none', HISTORY_FILE: '/none' })).toEqual({});
  });
});
