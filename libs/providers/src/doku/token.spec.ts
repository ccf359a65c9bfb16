import { AccessTokens, type FetchedToken } from './token.js';

const context = { record: () => {} };
const token = (value: string, lifeSeconds: number | null = 900): FetchedToken => ({
  kind: 'token',
  value,
  lifeSeconds,
});
const failure: FetchedToken = { kind: 'unready', providerMessage: { code: '4017300', message: 'Unauthorized' } };

/** Tokens whose clock stands still and whose answers are given by the test. */
function bench() {
  let nowMs = 1_000;
  const asked: PromiseWithResolvers<FetchedToken>[] = [];
  const tokens = new AccessTokens(
    () => {
      const answer = Promise.withResolvers<FetchedToken>();
      asked.push(answer);
      return answer.promise;
    },
    () => nowMs,
  );
  return {
    tokens,
    asked,
    pass: (seconds: number) => {
      nowMs += seconds * 1_000;
    },
    /** Obtains a token that is fetched for it. */
    fetch: async (fetched: FetchedToken) => {
      const obtained = tokens.obtain(context);
      asked.at(-1)?.resolve(fetched);
      return obtained;
    },
  };
}

describe('access tokens', () => {
  it('are fetched once for 200 callers at the same time', async () => {
    const { tokens, asked } = bench();
    const callers = Array.from({ length: 200 }, () => tokens.obtain(context));
    expect(asked).toHaveLength(1);
    asked[0]?.resolve(token('a'));
    const obtained = await Promise.all(callers);
    expect(obtained.every((each) => each.kind === 'token' && each.value === 'a')).toBe(true);
    await tokens.obtain(context);
    expect(asked).toHaveLength(1);
  });

  it('share a failure among the waiting calls, and are then requested again', async () => {
    const { tokens, asked, fetch } = bench();
    const callers = Array.from({ length: 200 }, () => tokens.obtain(context));
    asked[0]?.resolve(failure);
    expect(new Set(await Promise.all(callers))).toEqual(new Set([failure]));
    expect(asked).toHaveLength(1);
    expect(await fetch(token('b'))).toEqual({ kind: 'token', value: 'b' });
    expect(asked).toHaveLength(2);
  });

  it('are unready when fetching breaks', async () => {
    const tokens = new AccessTokens(() => Promise.reject(new TypeError('bug')));
    expect(await tokens.obtain(context)).toEqual({
      kind: 'unready',
      providerMessage: { code: null, message: 'TypeError bug' },
    });
  });

  it('are used until a minute before their expiry, counted from the request', async () => {
    const { tokens, asked, pass } = bench();
    const obtained = tokens.obtain(context);
    pass(5);
    asked[0]?.resolve(token('a', 900));
    await obtained;
    pass(834.999);
    expect(await tokens.obtain(context)).toEqual({ kind: 'token', value: 'a' });
    expect(asked).toHaveLength(1);
    pass(0.001);
    void tokens.obtain(context);
    expect(asked).toHaveLength(2);
  });

  it.each([
    [60, 30],
    [30, 15],
    [1, 0.5],
    [null, 60],
  ])('that live for %s s are used for %s s', async (lifeSeconds, usedFor) => {
    const { tokens, asked, pass, fetch } = bench();
    await fetch(token('a', lifeSeconds));
    pass(usedFor - 0.001);
    await tokens.obtain(context);
    expect(asked).toHaveLength(1);
    pass(0.001);
    void tokens.obtain(context);
    expect(asked).toHaveLength(2);
  });

  it('that live for ever are still fetched again after a day', async () => {
    const { tokens, asked, pass, fetch } = bench();
    await fetch(token('a', 9_999_999_999));
    pass(86_400);
    void tokens.obtain(context);
    expect(asked).toHaveLength(2);
  });

  it('that ended on their way are not used', async () => {
    const { tokens, asked, pass } = bench();
    const obtained = tokens.obtain(context);
    pass(10);
    asked[0]?.resolve(token('a', 10));
    expect(await obtained).toMatchObject({ kind: 'unready' });
  });

  it('are there to sign with until they end, and not before they came', async () => {
    const { tokens, pass, fetch } = bench();
    expect(() => tokens.current()).toThrow('no valid access token');
    await fetch(token('a', 900));
    pass(899.999);
    expect(tokens.current()).toBe('a');
    pass(0.001);
    expect(() => tokens.current()).toThrow('no valid access token');
  });

  it('are dropped when refused, but not when an older one was refused', async () => {
    const { tokens, asked, fetch } = bench();
    await fetch(token('a'));
    tokens.drop('a');
    expect(() => tokens.current()).toThrow();
    await fetch(token('b'));
    tokens.drop('a');
    expect(tokens.current()).toBe('b');
    expect(asked).toHaveLength(2);
  });

  it('arrive for the others when the first caller gives up', async () => {
    const { tokens, asked } = bench();
    const first = new AbortController();
    const second = new AbortController();
    const impatient = tokens.obtain({ ...context, signal: first.signal });
    const patient = tokens.obtain({ ...context, signal: second.signal });
    first.abort();
    expect(await impatient).toEqual({
      kind: 'unready',
      providerMessage: { code: null, message: 'abandoned before sending' },
    });
    asked[0]?.resolve(token('a'));
    expect(await patient).toEqual({ kind: 'token', value: 'a' });
    expect(asked).toHaveLength(1);
  });

  it('are not requested for a call that has given up, but returned when cached', async () => {
    const { tokens, asked, fetch } = bench();
    const signal = AbortSignal.abort();
    expect(await tokens.obtain({ ...context, signal })).toMatchObject({ kind: 'unready' });
    expect(asked).toHaveLength(0);
    await fetch(token('a'));
    expect(await tokens.obtain({ ...context, signal })).toEqual({ kind: 'token', value: 'a' });
  });
});
