import fc from 'fast-check';
import type { CallbackReading } from '../port/callback.js';
import { FIT_TO_KEEP, HOSTILE_TEXTS, textsOf } from '../testing/hostile-texts.js';
import { fitBanks, fitInquiry, fitReading, fitStatus, fitTransfer } from './fit-to-keep.js';
import { keepName, verbatimName } from './order.js';
import { isStorable, plainName } from './safe-text.js';

const providerMessage = (text: string) => ({ code: text, message: text });

describe.each(HOSTILE_TEXTS)('a provider’s response with %s (S9) (F63)', (_, text) => {
  it('leaves an inquiry with a plain name, and with a reference only when that is plain', () => {
    const passed = {
      kind: 'passed',
      accountName: `BUDI${text}`,
      ticket: {},
      providerReference: text,
      fee: null,
    } as const;
    const outcome = fitInquiry({ ...passed, providerMessage: providerMessage(text) });
    expect(outcome).toMatchObject({ kind: 'passed', providerReference: null });
    for (const each of textsOf(outcome)) expect(each).toMatch(FIT_TO_KEEP);
  });

  it('changes nothing about a transfer or a status check but its texts', () => {
    const transfer = fitTransfer({
      kind: 'paid',
      providerMessage: providerMessage(text),
      transferDetails: { providerReference: text },
    });
    expect(transfer).toMatchObject({ kind: 'paid', transferDetails: { providerReference: null } });
    const status = fitStatus({
      kind: 'refused',
      reason: 'declined',
      certainty: 'when_aged',
      providerMessage: providerMessage(text),
    });
    expect(status).toMatchObject({ kind: 'refused', reason: 'declined', certainty: 'when_aged' });
    for (const each of [...textsOf(transfer), ...textsOf(status)]) expect(each).toMatch(FIT_TO_KEEP);
  });

  it('leaves a bank with a plain name, and no bank without a code', () => {
    const banks = fitBanks([
      { bankCode: '014', name: `BCA${text}`, maxAmount: 1n },
      { bankCode: `0${text}`, name: 'BRI', maxAmount: 1n },
    ]);
    expect(banks).toEqual([{ bankCode: '014', name: expect.stringMatching(FIT_TO_KEEP), maxAmount: 1n }]);
  });

  it('leaves a callback with the keys that can be ours', () => {
    const order = { amount: 1n, bankCode: text, accountNumber: text };
    const genuine: CallbackReading = {
      kind: 'genuine',
      signed: null,
      keys: ['id:1', `id:${text}`],
      hint: 'paid',
      providerMessage: providerMessage(text),
      order,
    };
    const reading = fitReading(genuine);
    expect(reading).toMatchObject({
      keys: ['id:1'],
      hint: 'paid',
      order: { amount: 1n, bankCode: null, accountNumber: null },
    });
    for (const each of textsOf(reading)) expect(each).toMatch(FIT_TO_KEEP);
  });
});

describe('an inquiry', () => {
  it.each([
    ['NUL in its ticket', { id: 'a\u0000' }],
    ['half a character in its ticket', { id: '\ud800' }],
    ['a field of its ticket that cannot be kept', { 'a\u0000': 'b' }],
    ['a ticket of more than 128 KB', { id: 'x'.repeat(131_073) }],
  ])('with %s is of no use (S9)', (_, ticket) => {
    const passed = { kind: 'passed', accountName: 'BUDI', ticket, providerReference: null, fee: null } as const;
    expect(fitInquiry({ ...passed, providerMessage: providerMessage('00') })).toEqual({
      kind: 'unavailable',
      providerMessage: providerMessage('00'),
    });
  });
});

describe('a name', () => {
  it('that is plain is kept once, with its padding', () => {
    expect(keepName('BUDI SANTOSO      ')).toEqual({ accountName: 'BUDI SANTOSO      ', ticket: {} });
  });

  it.each(['', '   ', '\u0000', '\u202e\u202c', null, 'x'.repeat(16_385)])('%j is not a name', (returned) => {
    expect(keepName(returned)).toBeNull();
  });

  it('can be stored, shown as a plain name and repeated verbatim, whatever it contains (S9)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (returned) => {
        const name = keepName(returned);
        if (name === null) return;
        expect(name.accountName).toMatch(FIT_TO_KEEP);
        expect(Object.values(name.ticket).every(isStorable)).toBe(true);
        expect(verbatimName(name)).toBe(returned);
        expect(plainName(name.accountName)).toBe(name.accountName);
      }),
    );
  });
});
