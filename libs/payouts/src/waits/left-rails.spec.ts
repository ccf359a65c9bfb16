import { notAgain, railToReturnTo } from './left-rails.js';

/** `north.fast insufficient_funds 500`: left that rail for that cause, at that balance. */
const left = (...lines: string[]) =>
  lines.map((line) => {
    const [rail = '', because = '', balance = null] = line.split(' ');
    return { rail, because, balance };
  });

describe('the rails that a payout does not take again', () => {
  it.each<[string, string[], string[], string[]]>([
    ['none that was only closed or short', ['north.fast window_closed', 'north.slow short_balance'], [], []],
    ['one that refused it', ['north.fast limit_exceeded'], ['north.fast'], []],
    ['every rail of a provider that refused it for lack of funds', ['north.fast insufficient_funds'], [], ['north']],
    ['no rail that it has waited for since', ['north.fast insufficient_funds', 'north.fast waits_for_funds'], [], []],
    [
      'a provider that lacked funds after it had waited there',
      ['north.fast waits_for_funds', 'north.fast insufficient_funds', 'south.send bank_not_supported'],
      ['south.send'],
      ['north'],
    ],
  ])('are %s', (_, lines, rails, providers) => {
    expect(notAgain(left(...lines))).toEqual({ rails: new Set(rails), providers: new Set(providers) });
  });
});

describe('the rail on which a payout waits when another refuses it', () => {
  const fast = (balance: bigint | null) => ({ rail: 'north.fast', provider: 'north', balance });

  it.each<[string, string[], ReturnType<typeof fast> | null]>([
    ['is none when it has left none', [], null],
    ['is none when each has refused it', ['north.fast limit_exceeded'], null],
    ['is the one that lacked funds', ['north.fast insufficient_funds 500'], fast(500n)],
    ['is the one whose balance was short', ['north.fast short_balance'], fast(null)],
    ['is the one that it waited on before', ['north.fast waits_for_funds', 'north.fast short_balance'], fast(null)],
    ['is not one that refused it since', ['north.fast short_balance', 'north.fast invalid_account'], null],
    ['is not the present one', ['south.send waits_for_funds'], null],
    ['is the last of several', ['west.one short_balance', 'north.fast short_balance'], fast(null)],
  ])('%s', (_, lines, expected) => {
    expect(railToReturnTo(left(...lines), 'south.send')).toEqual(expected);
  });
});
