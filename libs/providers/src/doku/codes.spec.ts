import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type CodeClass, transferOutcome } from '../kit/codes.js';
import {
  CODES,
  DOKU_CODES,
  type DokuStep,
  NOTIFICATION_STATUSES,
  readCode,
  readNotificationStatus,
  readTransactionStatus,
  refusesToken,
  TRANSACTION_STATUSES,
} from './codes.js';

const documented: { responseCode: string[]; latestTransactionStatus: string[]; transactionStatus: string[] } =
  JSON.parse(readFileSync(new URL('./fixtures/documented-codes.json', import.meta.url), 'utf8'));

/** The table once more, read the other way: from the class to its codes (HTTP status and case). A slip in a row shows up here. */
const UNCLEAR = '403/10 403/11 403/12 404/18 409/00 409/01 409/02 429/00 500/00 500/01 500/02 504/00';
const NOT_STARTED =
  '400/00 400/01 400/02 401/00 401/01 401/02 401/03 401/04 403/00 403/01 403/06 403/14 403/15 404/08 405/00 405/01';
const REFUSED = '403/02 403/04 403/09 403/18 403/20 404/03 404/11';
const BANK_REFUSED = '403/03 403/05 403/07 403/08';
const CLASSES: Record<DokuStep, Partial<Record<CodeClass, string>>> = {
  inquiry: {
    success: '200/00',
    refused: `${REFUSED} ${BANK_REFUSED}`,
    not_started: `202/00 404/01 ${NOT_STARTED} ${UNCLEAR}`,
  },
  transfer: {
    accepted: '200/00 202/00',
    refused: REFUSED,
    bank_refused: BANK_REFUSED,
    not_started: NOT_STARTED,
    ambiguous: `404/01 ${UNCLEAR}`,
  },
  status: {
    success: '200/00',
    not_found: '404/01',
    query_failed: `202/00 ${NOT_STARTED} ${REFUSED} ${BANK_REFUSED} ${UNCLEAR}`,
  },
};
const SERVICE: Record<DokuStep, string> = { inquiry: '42', transfer: '43', status: '53' };
const full = (httpAndCase: string, step: DokuStep) => httpAndCase.replace('/', SERVICE[step]);

describe('the code table', () => {
  const codes = CODES.map(([http, caseCode]) => `${http}/${caseCode}`);

  it('has every documented code once, and no other', () => {
    expect(codes.toSorted()).toEqual(documented.responseCode.toSorted());
    expect(TRANSACTION_STATUSES.map(({ code }) => code)).toEqual(documented.latestTransactionStatus);
    expect(NOTIFICATION_STATUSES.map(({ code }) => code)).toEqual(documented.transactionStatus);
  });

  it.each(Object.entries(CLASSES))('gives every code its class at the step %s', (name, classes) => {
    const step = name as DokuStep;
    const byCode = Object.entries(classes).flatMap(([meaning, list]) =>
      list.split(' ').map((code) => [code, meaning] as const),
    );
    const read = codes.map(
      (code) => [code, readCode(full(code, step), Number(code.slice(0, 3)), step)?.class] as const,
    );
    expect(read.toSorted()).toEqual(byCode.toSorted());
  });

  it('gives a reason to every code that can end in a refusal, and to no other', () => {
    for (const [http, caseCode, inquiry, transfer, status, reason] of CODES) {
      const canRefuse =
        inquiry === 'refused' || transfer === 'refused' || transfer === 'not_started' || status === 'refused';
      expect([http, caseCode, reason !== null]).toEqual([http, caseCode, canRefuse]);
    }
  });

  it('calls nothing paid but the status 00 of a transfer', () => {
    expect(CODES.filter((row) => row[3] === 'success')).toEqual([]);
    expect(TRANSACTION_STATUSES.filter((row) => row.class === 'success').map(({ code }) => code)).toEqual(['00']);
  });

  it.each([
    ['00', 'success'],
    ['01', 'accepted'],
    ['02', 'accepted'],
    ['03', 'accepted'],
    ['04', 'returned'],
    ['05', 'refused'],
    ['06', 'refused'],
    ['07', 'not_found'],
  ])('reads the status %s as %s', (status, meaning) => {
    expect(readTransactionStatus(status)?.class).toBe(meaning);
  });

  it.each(['', '0', '08', '99', '000', ' 00', null])('reads nothing from the status %j', (status) => {
    expect(readTransactionStatus(status)).toBeNull();
  });

  it.each([
    ['50', 'paid'],
    ['35', 'failed'],
    ['20', 'pending'],
    ['40', 'returned'],
    ['41', 'returned'],
    ['30', 'unknown'],
    [null, 'unknown'],
  ])('takes %s in a notification for a hint at %s', (status, hint) => {
    expect(readNotificationStatus(status)).toBe(hint);
  });

  it('is printed whole for people, with the codes as they come', () => {
    const printed = DOKU_CODES.flatMap(({ rows }) => rows.map(({ code }) => code));
    expect(printed).toHaveLength(CODES.length * 3 + TRANSACTION_STATUSES.length + NOTIFICATION_STATUSES.length);
    expect(printed).toEqual(expect.arrayContaining(['4044211', '4034314', '4045301']));
  });
});

describe('a code that cannot be placed', () => {
  const known = new Set(CODES.map(([http, caseCode]) => `${http}43${caseCode}`));
  const digits = fc.stringMatching(/^[1-5]\d{2}\d{4}$/);
  const unknown = fc
    .oneof(fc.string(), digits, fc.constantFrom('', '200', '20043000', '2004300 ', '-2004300', '__proto__'))
    .filter((code) => !known.has(code));
  const httpStatus = fc.oneof(fc.constant(200), fc.integer({ min: 100, max: 599 }));
  const transferred = (code: string, status: number) =>
    transferOutcome({
      httpStatus: status,
      reading: readCode(code, status, 'transfer'),
      providerMessage: { code, message: '' },
      echo: { missing: [], different: [] },
    }).kind;

  it('is ambiguous on a transfer under every HTTP status', () => {
    fc.assert(fc.property(unknown, httpStatus, (code, status) => transferred(code, status) === 'ambiguous'));
  });

  it('is ambiguous on a transfer when it contradicts its HTTP status', () => {
    const contradicting = fc
      .tuple(fc.constantFrom(...known), httpStatus)
      .filter(([code, status]) => !code.startsWith(`${status}`));
    fc.assert(fc.property(contradicting, ([code, status]) => transferred(code, status) === 'ambiguous'));
  });

  it.each(['inquiry', 'transfer', 'status'] as const)(
    'is not read at the step %s when it speaks of another',
    (step) => {
      for (const other of ['42', '43', '53', '11', '73'].filter((service) => service !== SERVICE[step]))
        expect(readCode(`200${other}00`, 200, step)).toBeNull();
    },
  );
});

describe('a refused token', () => {
  it.each(['4014201', '4014301', '4015301', '4011101', '4017301'])('is recognised by %s', (code) => {
    expect(refusesToken(code)).toBe(true);
  });

  it.each(['4014200', '4014303', '2004301', '40143011', null])('is not recognised by %s', (code) => {
    expect(refusesToken(code)).toBe(false);
  });
});
