import { Places, type Taker } from './places.js';

class Lane implements Taker {
  isFailing = false;
  held: (() => void)[] = [];

  constructor(
    private readonly places: Places,
    public wanted: number,
  ) {}

  /** Takes what it gets of what it wants. @returns how many it holds then */
  take(): number {
    while (this.held.length < this.wanted) {
      const giveBack = this.places.take(this);
      if (giveBack === null) break;
      this.held.push(giveBack);
    }
    return this.held.length;
  }

  giveBackOne(): void {
    this.wanted -= 1;
    this.held.pop()?.();
    this.take();
  }

  readonly onFree = (): void => void this.take();
}

describe('the places of a process', () => {
  it('are never more than there are, however many want some', () => {
    const places = new Places(10);
    const lanes = Array.from({ length: 50 }, () => new Lane(places, 5));
    for (const lane of lanes) lane.take();
    const held = () => lanes.reduce((sum, lane) => sum + lane.held.length, 0);
    expect(held()).toBe(10);
    for (let step = 0; step < 1_000; step += 1) {
      lanes.find((lane) => lane.held.length > 0)?.giveBackOne();
      expect(held()).toBeLessThanOrEqual(10);
    }
    expect(lanes.map(({ wanted }) => wanted)).toEqual(lanes.map(() => 0));
  });

  it('are all for the only taker', () => {
    expect(new Lane(new Places(10), 64).take()).toBe(10);
  });

  it('are shared: a new taker gets its part as earlier takers release places, and no taker holds more than its part', () => {
    const places = new Places(10);
    const [first, second] = [new Lane(places, 100), new Lane(places, 100)];
    first.take();
    expect(second.take()).toBe(0);
    for (let step = 0; step < 20; step += 1) {
      first.giveBackOne();
      second.take();
    }
    expect([first.held.length, second.held.length]).toEqual([5, 5]);
  });

  it('are half of them kept from receivers that do not answer, however many there are (F68)', () => {
    const places = new Places(10);
    const dead = Array.from({ length: 30 }, () => Object.assign(new Lane(places, 4), { isFailing: true }));
    for (const lane of dead) lane.take();
    expect(dead.reduce((sum, lane) => sum + lane.held.length, 0)).toBe(5);
    const well = new Lane(places, 3);
    expect(well.take()).toBe(1);
    expect(Array.from({ length: 4 }, () => new Lane(places, 3).take())).toEqual([1, 1, 1, 1]);
  });

  it('go to the taker that has waited longest, and skip one that needs none any more', () => {
    const places = new Places(1);
    const [first, second, third] = [new Lane(places, 1), new Lane(places, 1), new Lane(places, 1)];
    for (const lane of [first, second, third]) lane.take();
    second.wanted = 0;
    first.giveBackOne();
    expect([second.held.length, third.held.length]).toEqual([0, 1]);
  });
});
