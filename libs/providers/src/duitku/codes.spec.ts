import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type CodeClass, transferOutcome } from '../kit/codes.js';
import { CALLBACK_CODES, CODES, type DuitkuStep, readCode } from './codes.js';

type List = 'S' | 'V' | 'E' | 'X' | 'callback';
const documented: Record<List, string[]> = JSON.parse(
  readFileSync(new URL('./fixtures/documented-codes.json', import.meta.url), 'utf8'),
);

/** The table once more, read the other way: from the class to its codes. A slip in a row shows up here. */
const BANK_REFUSALS = '01 03 04 05 13 14 15 30 31 33 36 38 39 40 41 43 51 52 90';
const UNCLEAR = 'EE TO LD -100 -951 12 20 66 68 88 89 91 -142';
const NOT_STARTED = '-120 -123 -161 -191 -213 -930 -952 -960';
const CLASSES: Record<DuitkuStep, Partial<Record<CodeClass, string>>> = {
  inquiry: {
    success: '00',
    refused: '76 -141 -148 -149 -192 -920 01 04 05 13 14 15 31 33 36 38 39 40 41 43 52 90',
    not_started: `EE TO LD NF 80 -100 -142 -420 -510 -951 03 12 20 30 51 66 68 88 89 91 ${NOT_STARTED}`,
  },
  transfer: {
    success: '00',
    accepted: '80',
    refused: '-141 -148 -149 -192 -920',
    not_started: `-510 ${NOT_STARTED}`,
    bank_refused: `76 ${BANK_REFUSALS}`,
    ambiguous: `NF -420 ${UNCLEAR}`,
  },
  cashOut: {
    accepted: '00 80',
    refused: '76 -141 -149 -192 -920',
    not_started: `-510 ${NOT_STARTED}`,
    bank_refused: BANK_REFUSALS,
    ambiguous: `NF -420 -148 ${UNCLEAR}`,
  },
  status: {
    success: '00',
    accepted: '80',
    refused: '76 -510 14 31',
    bank_refused: '01 03 04 05 13 15 30 33 36 38 39 40 41 43 51 52 90',
    not_found: 'NF -420',
    query_failed: NOT_STARTED,
    ambiguous: `-141 -148 -149 -192 -920 ${UNCLEAR}`,
  },
};

describe('the code table', () => {
  const codes = CODES.map(([code]) => code);

  it.each(['S', 'V', 'E', 'X'] as const)('has every code of list %s, and claims no other for it', (list) => {
    const claimed = CODES.filter(([, lists]) => lists.includes(list)).map(([code]) => code);
    expect(claimed.toSorted()).toEqual(documented[list].toSorted());
  });

  it('has every callback status', () => {
    expect(Object.keys(CALLBACK_CODES).toSorted()).toEqual(documented.callback.toSorted());
  });

  it('has one row per code', () => {
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(Object.entries(CLASSES))('gives every code its class at the step %s', (step, classes) => {
    const byCode = Object.entries(classes).flatMap(([name, list]) =>
      list.split(' ').map((code) => [code, name] as const),
    );
    const read = codes.map((code) => [code, readCode(code, step as DuitkuStep)?.class] as const);
    expect(read.toSorted()).toEqual(byCode.toSorted());
  });

  it('gives a reason to every code that can end in a refusal, and to no other', () => {
    for (const [code, , inquiry, transfer, cashOut, status, reason] of CODES) {
      const canRefuse =
        inquiry === 'refused' ||
        [transfer, cashOut].some((name) => name === 'refused' || name === 'not_started') ||
        [status].some((name) => name === 'refused' || name === 'bank_refused');
      expect([code, reason !== null]).toEqual([code, canRefuse]);
    }
  });
});

describe('a code in no list', () => {
  const known = new Set<string>(CODES.map(([code]) => code));
  const unknown = fc
    .oneof(
      fc.string(),
      fc.string({ minLength: 1, maxLength: 4 }),
      fc.integer().map(String),
      fc.constantFrom('0', '000', ' 00', '00 ', 'to', '-0', '-51', '__proto__', 'constructor'),
    )
    .filter((code) => !known.has(code));
  const httpStatus = fc.oneof(fc.constant(200), fc.integer({ min: 100, max: 599 }));

  it('is ambiguous on a transfer under every HTTP status', () => {
    fc.assert(
      fc.property(unknown, httpStatus, (code, status) => {
        const providerMessage = { code, message: '' };
        const answer = {
          httpStatus: status,
          reading: readCode(code, 'transfer'),
          providerMessage,
          echo: { missing: [], different: [] },
        };
        expect(transferOutcome(answer)).toEqual({ kind: 'ambiguous', providerMessage });
      }),
    );
  });
});
