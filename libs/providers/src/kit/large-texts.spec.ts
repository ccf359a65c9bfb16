import { cpuMsOf } from '../../../../test/support/cpu-ms-of.js';
import { readCallbackBody } from './callback-body.js';
import { REPLY_LIMIT_BYTES } from './http.js';
import { floorRupiah, readJson, wholeNumber } from './json.js';
import { keepName } from './order.js';
import { type Redaction, redact } from './redaction.js';
import { maskName, plainName, plainText, safeWords } from './safe-text.js';

const SIZE = REPLY_LIMIT_BYTES;
/** A minute before it was bounded. The bound is far below what a person notices and far above a busy machine's noise. */
const MOST_CPU_MS = 250;

const fill = (part: string) => part.repeat(Math.ceil(SIZE / part.length)).slice(0, SIZE);
const TEXTS: readonly [string, string][] = [
  ['one word', fill('a')],
  ['a word without an end that has at signs', fill('@')],
  ['digits', fill('1')],
  ['digits and a letter, where a text is cut', `${'1'.repeat(8_191)}a${fill('1')}`.slice(0, SIZE)],
  ['spaces', fill(' ')],
  ['combining marks in the wrong order', fill('\u0301\u0323')],
  ['a letter with marks, again and again', fill(`e${'\u0301\u0323'.repeat(500)}`)],
  ['control characters', fill('\u0007 ')],
  ['lone surrogates', fill('\ud800')],
  ['backslashes', fill('\\')],
  ['quotes', fill('\\"')],
  ['open lists', fill('[')],
  ['open objects', fill('{"a":')],
  ['a form of one name', fill('a=b&')],
  ['zeros and a point', `0.${fill('0')}`],
];

const REDACTION: Redaction = {
  shown: new Set(['shown']),
  words: new Set(['words']),
  accounts: new Set(['account']),
  names: new Set(['name']),
};

/** Everything that reads a text of a provider. */
const READERS: readonly [string, (text: string) => unknown][] = [
  ['readJson', readJson],
  ['readCallbackBody', (text) => readCallbackBody({ headers: { 'content-type': text }, body: Buffer.from(text) })],
  ['redact of a text', (text) => redact(text, REDACTION, '{"name":"Siti Rahayu","account":"8760673566"}')],
  [
    'redact of fields',
    (text) => {
      const part = text.slice(0, SIZE / 4);
      return redact(JSON.stringify({ shown: part, words: part, account: part, name: part }), REDACTION);
    },
  ],
  ['plainText', plainText],
  ['plainName', plainName],
  ['safeWords', safeWords],
  ['maskName', maskName],
  ['keepName', keepName],
  ['floorRupiah', floorRupiah],
  ['wholeNumber', wholeNumber],
];

describe('the largest text that a provider can send', () => {
  it.each(READERS)('does not hold up the process, whatever it consists of: %s', (_, read) => {
    const slow = TEXTS.map(([what, text]) => [what, cpuMsOf(() => read(text))] as const);
    expect(slow.filter(([, cpuMs]) => cpuMs > MOST_CPU_MS)).toEqual([]);
  });
});

describe('a text that is cut', () => {
  it('shows no part of what is hidden, wherever the cut falls', () => {
    // It becomes so short that what comes after it is shown.
    const long = 'L'.repeat(1_000);
    const request = JSON.stringify({ note: long, name: 'Siti Rahayu', account: '8760673566' });
    for (let spaces = 150; spaces < 200; spaces += 1) {
      const page = `${long.repeat(8)}${' '.repeat(spaces)}Siti Rahayu 8760673566 ${'x'.repeat(100)}`;
      expect(redact(page, REDACTION, request)).not.toMatch(/S|\d/);
      const words = safeWords(`${' '.repeat(8_000 + spaces)}8760673566 ${'x'.repeat(100)}`);
      expect(words).not.toMatch(/\d{5}/);
    }
  });

  it('of JSON is read up to 64 levels', () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect(readJson(nested(64))).not.toBeNull();
    expect(readJson(nested(65))).toBeNull();
    expect(readJson('{"a":"[[[[[\\"[[[["}')).toEqual({ a: '[[[[["[[[[' });
  });
});
