import { Happening } from './happening.js';

describe('a happening', () => {
  it('is told to everybody who listens, until they no longer do', () => {
    const happening = new Happening<number>();
    const [first, second]: [number[], number[]] = [[], []];
    const stop = happening.listen((what) => void first.push(what));
    happening.listen((what) => void second.push(what));
    happening.tell(1);
    stop();
    happening.tell(2);
    expect([first, second]).toEqual([[1], [1, 2]]);
  });

  it('hurts nobody who tells it: one listener that fails keeps it from no other', () => {
    const happening = new Happening<string>();
    const heard: string[] = [];
    happening.listen(() => {
      throw new Error('a bug in counting');
    });
    happening.listen((what) => void heard.push(what));
    expect(() => happening.tell('paid')).not.toThrow();
    expect(heard).toEqual(['paid']);
  });
});
