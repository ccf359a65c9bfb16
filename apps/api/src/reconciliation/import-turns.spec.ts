import { ImportTurns } from './import-turns.js';

/** Work that lasts until `end` is called. */
function work() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const state = {
    isRunning: false,
    end,
    run: async () => {
      state.isRunning = true;
      await ended;
      state.isRunning = false;
    },
  };
  return state;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('imports', () => {
  it('of one client are worked on one after the other, in their order', async () => {
    const turns = new ImportTurns();
    const [first, second] = [work(), work()];
    const done = [turns.take('a', first.run), turns.take('a', second.run)];
    await settled();
    expect([first.isRunning, second.isRunning]).toEqual([true, false]);
    first.end();
    await done[0];
    await settled();
    expect([first.isRunning, second.isRunning]).toEqual([false, true]);
    second.end();
    await Promise.all(done);
  });

  it('of several clients are worked on two at a time: a client with many holds up no other', async () => {
    const turns = new ImportTurns();
    const [mine, theirs, third] = [Array.from({ length: 9 }, work), work(), work()];
    const done = [
      ...mine.map(({ run }) => turns.take('a', run)),
      turns.take('b', theirs.run),
      turns.take('c', third.run),
    ];
    await settled();
    expect(mine.map(({ isRunning }) => isRunning)).toEqual([true, ...Array(8).fill(false)]);
    expect([theirs.isRunning, third.isRunning]).toEqual([true, false]);
    for (const each of [...mine, theirs, third]) each.end();
    await Promise.all(done);
  });

  it('are refused when ten of the client are there, with the time after which to repeat, and not for ever', async () => {
    const turns = new ImportTurns();
    const works = Array.from({ length: 10 }, work);
    const done = works.map(({ run }) => turns.take('a', run));
    await expect(turns.take('a', work().run)).rejects.toMatchObject({
      code: 'rate_limited',
      facts: { retryAfterSeconds: 30 },
    });
    for (const each of works) each.end();
    await Promise.all(done);
    await expect(turns.take('a', async () => 'imported')).resolves.toBe('imported');
  });

  it('that fail give the turn on', async () => {
    const turns = new ImportTurns();
    await expect(turns.take('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(turns.take('a', async () => 'imported')).resolves.toBe('imported');
  });
});
