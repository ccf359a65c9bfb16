import { type Clock, Rate, Slots } from './rate.js';

/** A clock that a test sets. Everything that falls due on the way happens at its time. */
class TestClock implements Clock {
  #now = 0;
  #timers: { at: number; run: () => void }[] = [];

  now = () => this.#now;

  after = (delayMs: number, run: () => void) => {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  };

  get timers(): number {
    return this.#timers.length;
  }

  async goTo(ms: number): Promise<void> {
    await everythingPending();
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > ms) break;
      this.#now = next.at;
      this.#timers = this.#timers.filter((each) => each !== next);
      next.run();
      await everythingPending();
    }
    this.#now = ms;
    await everythingPending();
  }
}

const everythingPending = () => new Promise((resolve) => setImmediate(resolve));

const patient = new AbortController().signal;

/** Takers, and when and in which order they got what they wanted. */
function bench(perSecond: number | undefined) {
  const clock = new TestClock();
  const rate = new Rate(perSecond, clock);
  const log: string[] = [];
  const take = (
    name: string,
    kind: 'transfer' | 'read' = 'read',
    limits: { signal?: AbortSignal; beforeMs?: number } = {},
  ) =>
    void rate
      .take(kind, { signal: patient, ...limits })
      .then((granted) => log.push(`${name} ${granted ? 'at' : 'not at'} ${clock.now()}`));
  const settled = () => clock.goTo(clock.now());
  return { clock, rate, log, take, settled };
}

describe('a rate', () => {
  it('lets so many begin at once, and the next when a second has passed since', async () => {
    const { clock, log, take } = bench(2);
    for (const name of ['a', 'b', 'c', 'd', 'e']) take(name);
    await clock.goTo(999);
    expect(log).toEqual(['a at 0', 'b at 0']);
    await clock.goTo(5_000);
    expect(log.slice(2)).toEqual(['c at 1000', 'd at 1000', 'e at 2000']);
  });

  it('never lets more begin within any second', async () => {
    const { clock, log, take } = bench(5);
    for (let at = 0; at < 4_000; at += 70) {
      await clock.goTo(at);
      take('x');
    }
    await clock.goTo(30_000);
    const times = log.map((line) => Number(line.split(' at ')[1]));
    expect(times).toHaveLength(58);
    for (const start of times) expect(times.filter((at) => at >= start && at < start + 1000).length).toBeLessThan(6);
  });

  it.each([
    [0.5, ['a at 0', 'b at 2000', 'c at 4000']],
    [2.5, ['a at 0', 'b at 0', 'c at 800']],
  ])('of %d a second spreads a whole request over the time that it takes', async (perSecond, expected) => {
    const { clock, log, take } = bench(perSecond);
    for (const name of ['a', 'b', 'c']) take(name);
    await clock.goTo(9_000);
    expect(log).toEqual(expected);
  });

  it('lets transfers go before reads that wait, each kind in its order', async () => {
    const { clock, log, take } = bench(1);
    take('first');
    take('read 1');
    take('read 2');
    take('transfer 1', 'transfer');
    take('transfer 2', 'transfer');
    await clock.goTo(9_000);
    expect(log.map((line) => line.split(' at ')[0])).toEqual(['first', 'transfer 1', 'transfer 2', 'read 1', 'read 2']);
  });

  it('spends no token on a call that gives up, before or while waiting', async () => {
    const { clock, log, take } = bench(1);
    const controller = new AbortController();
    take('never', 'read', { signal: AbortSignal.abort() });
    take('a');
    take('impatient', 'read', { signal: controller.signal });
    take('b');
    await clock.goTo(500);
    controller.abort();
    await clock.goTo(1_000);
    expect(log).toEqual(['never not at 0', 'a at 0', 'impatient not at 500', 'b at 1000']);
  });

  it('rejects a request as soon as its deadline has passed', async () => {
    const { clock, log, take, settled } = bench(1);
    take('too late for a free token', 'transfer', { beforeMs: 0 });
    await settled();
    take('a');
    await settled();
    take('late', 'transfer', { beforeMs: 400 });
    take('now', 'transfer', { beforeMs: 0 });
    take('b', 'transfer', { beforeMs: 1_001 });
    await clock.goTo(2_000);
    expect(log.shift()).toBe('too late for a free token not at 0');
    expect(log).toEqual(['a at 0', 'now not at 0', 'late not at 400', 'b at 1000']);
  });

  it('leaves no timer behind when no request waits', async () => {
    const { clock, take } = bench(1);
    take('a', 'transfer', { beforeMs: 5_000 });
    take('b', 'transfer', { beforeMs: 5_000 });
    await clock.goTo(1_000);
    expect(clock.timers).toBe(0);
  });

  it('starts no request once closed', async () => {
    const { clock, rate, log, take, settled } = bench(1);
    for (const name of ['a', 'b']) take(name);
    await settled();
    rate.close();
    expect(clock.timers).toBe(0);
    await settled();
    take('c', 'transfer');
    await clock.goTo(5_000);
    expect(log).toEqual(['a at 0', 'b not at 0', 'c not at 0']);
  });

  it('without a number limits nothing', async () => {
    const { log, take, settled } = bench(undefined);
    for (let n = 0; n < 100; n += 1) take('x');
    await settled();
    expect(log).toHaveLength(100);
  });
});

describe('Slots', () => {
  it('admits as many calls as there are places, and the next in line when one is released', async () => {
    const slots = new Slots(2);
    const entered: number[] = [];
    const all = [1, 2, 3, 4].map(async (n) => {
      await slots.take(patient);
      entered.push(n);
    });
    await Promise.all(all.slice(0, 2));
    expect(entered).toEqual([1, 2]);
    slots.give();
    await all[2];
    expect(entered).toEqual([1, 2, 3]);
    slots.give();
    await all[3];
    expect(entered).toEqual([1, 2, 3, 4]);
  });

  it('takes no place for a call that has given up, before or while waiting', async () => {
    const slots = new Slots(1);
    expect(await slots.take(AbortSignal.abort())).toBe(false);
    expect(await slots.take(patient)).toBe(true);
    const controller = new AbortController();
    const waiting = slots.take(controller.signal);
    const next = slots.take(patient);
    controller.abort();
    expect(await waiting).toBe(false);
    slots.give();
    expect(await next).toBe(true);
    slots.give();
    expect(await slots.take(patient)).toBe(true);
  });
});
