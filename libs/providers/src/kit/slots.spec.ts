import { Slots } from './slots.js';

const patient = new AbortController().signal;

describe('Slots', () => {
  it('lets in as many as there are places, and the next in line when one is given back', async () => {
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

  it('takes no place for one who has given up, before or while waiting', async () => {
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
