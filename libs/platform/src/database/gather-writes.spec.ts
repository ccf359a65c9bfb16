import { GatherWrites } from './gather-writes.js';

/** A database that responds on request and fails for some rows. */
function heldDatabase(ofWhom?: (row: number) => string) {
  const batches: number[][] = [];
  const answers: (() => void)[] = [];
  const failures = new Map<number, (string | null)[]>();
  const writes = new GatherWrites<number, string>(async (rows) => {
    batches.push([...rows]);
    await new Promise<void>((resolve) => answers.push(resolve));
    for (const row of rows) {
      const code = failures.get(row)?.shift();
      if (code !== undefined) throw Object.assign(new Error('refused'), code === null ? {} : { code });
    }
    return rows.map((row) => `row ${row}`);
  }, ofWhom);
  const answerAll = async () => {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (answers.length === 0) return;
      for (const answer of answers.splice(0)) answer();
    }
  };
  return { writes, batches, failures, answerAll };
}

describe('concurrent writes', () => {
  it('run two at a time, while the other rows wait for the next write', async () => {
    const { writes, batches, answerAll } = heldDatabase();
    const written = Promise.all(Array.from({ length: 500 }, (_, row) => writes.write(row)));
    expect(batches).toEqual([[0], [1]]);
    await answerAll();
    expect(await written).toEqual(Array.from({ length: 500 }, (_, row) => `row ${row}`));
    expect(batches.map((batch) => batch.length)).toEqual([1, 1, 200, 200, 98]);
  });

  it('give each client its share of a write when more rows wait than go into one, and keep the order of its rows', async () => {
    const { writes, batches, answerAll } = heldDatabase((row) => (row < 1_000 ? 'large' : 'small'));
    const rows = [...Array.from({ length: 500 }, (_, row) => row), 1_000, 1_001, 1_002];
    const written = Promise.all(rows.map((row) => writes.write(row)));
    await answerAll();
    expect(await written).toEqual(rows.map((row) => `row ${row}`));
    const [, , third = [], ...later] = batches;
    expect(third).toHaveLength(200);
    expect(third.slice(0, 6)).toEqual([2, 1_000, 3, 1_001, 4, 1_002]);
    expect(later.flat()).toEqual(rows.slice(199, 500));
  });

  it('are settled when the last one has returned', async () => {
    const { writes, answerAll } = heldDatabase();
    let settled = false;
    const written = [writes.write(1), writes.write(2), writes.write(3)];
    const done = writes.settled().then(() => {
      settled = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe(false);
    await answerAll();
    await Promise.all([...written, done]);
    expect(settled).toBe(true);
  });
});

describe('a batch that the server rejects', () => {
  it('fails only the row that caused the rejection', async () => {
    const { writes, failures, answerAll } = heldDatabase();
    failures.set(4, ['23514', '23514']);
    const written = Promise.allSettled([1, 2, 3, 4, 5].map((row) => writes.write(row)));
    await answerAll();
    expect((await written).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  it('is retried row by row after a deadlock, at most three attempts per row', async () => {
    const { writes, failures, answerAll } = heldDatabase();
    failures.set(3, ['40P01', '40P01', '40P01']);
    failures.set(4, ['40P01', '40P01', '40P01']);
    const written = Promise.allSettled([1, 2, 3, 4].map((row) => writes.write(row)));
    await answerAll();
    // Row 3 fails the batch once; row 4 still has all three failures ahead.
    expect((await written).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
  });

  it('is not retried when its outcome is unknown', async () => {
    const { writes, batches, failures, answerAll } = heldDatabase();
    failures.set(4, [null]);
    const written = Promise.allSettled([1, 2, 3, 4].map((row) => writes.write(row)));
    await answerAll();
    expect((await written).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(batches).toEqual([[1], [2], [3, 4]]);
  });
});

describe('settled', () => {
  it('resolves when the last write has ended, without a busy loop until then', async () => {
    const { writes, answerAll } = heldDatabase();
    await writes.settled();
    const written = Promise.allSettled([1, 2, 3].map((row) => writes.write(row)));
    const turns = jest.spyOn(globalThis, 'setImmediate');
    let isSettled = false;
    const settled = writes.settled().then(() => {
      isSettled = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([isSettled, turns.mock.calls.length]).toEqual([false, 0]);
    turns.mockRestore();
    await answerAll();
    await settled;
    await written;
  });
});
