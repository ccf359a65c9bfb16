import { Signal } from './signal.js';

describe('a happening', () => {
  it('is told to everybody who listens, until they no longer do', () => {
    const signal = new Signal<number>();
    const [first, second]: [number[], number[]] = [[], []];
    const stop = signal.subscribe((what) => void first.push(what));
    signal.subscribe((what) => void second.push(what));
    signal.emit(1);
    stop();
    signal.emit(2);
    expect([first, second]).toEqual([[1], [1, 2]]);
  });

  it('hurts nobody who tells it: one listener that fails keeps it from no other', () => {
    const signal = new Signal<string>();
    const heard: string[] = [];
    signal.subscribe(() => {
      throw new Error('a bug in counting');
    });
    signal.subscribe((what) => void heard.push(what));
    expect(() => signal.emit('paid')).not.toThrow();
    expect(heard).toEqual(['paid']);
  });
});
