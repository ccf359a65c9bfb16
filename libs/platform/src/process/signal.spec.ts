import { Signal } from './signal.js';

describe('a signal', () => {
  it('reaches every subscriber until it unsubscribes', () => {
    const signal = new Signal<number>();
    const [first, second]: [number[], number[]] = [[], []];
    const stop = signal.subscribe((what) => void first.push(what));
    signal.subscribe((what) => void second.push(what));
    signal.emit(1);
    stop();
    signal.emit(2);
    expect([first, second]).toEqual([[1], [1, 2]]);
  });

  it('never throws to its emitter, and a subscriber that fails does not keep it from the others', () => {
    const signal = new Signal<string>();
    const received: string[] = [];
    signal.subscribe(() => {
      throw new Error('a bug in counting');
    });
    signal.subscribe((what) => void received.push(what));
    expect(() => signal.emit('paid')).not.toThrow();
    expect(received).toEqual(['paid']);
  });
});
