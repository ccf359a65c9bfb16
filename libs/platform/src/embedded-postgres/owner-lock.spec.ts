import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { acquireOwnerLock, acquireOwnerLockWithin, OwnerLockHeldError } from './owner-lock.js';
import { TestBench } from './testing/test-bench.js';

describe('acquireOwnerLock', () => {
  const bench = new TestBench();
  afterEach(() => bench.clear());

  it.each([
    ['no lock file', undefined],
    ['the lock file of a dead process', JSON.stringify({ pid: 1, startedAt: 'before the last boot' })],
    ['a damaged lock file', '{"pid":'],
  ])('is won by exactly one of many at once when there is %s, and again after its release', async (_, content) => {
    const folder = await bench.newFolder();
    const lockFile = path.join(folder, 'owner.lock');
    for (let round = 0; round < 20; round++) {
      if (content !== undefined) await writeFile(lockFile, content);
      const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => acquireOwnerLock(lockFile)));
      const won = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
      const lost = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
      expect(won).toHaveLength(1);
      for (const reason of lost) expect(reason).toBeInstanceOf(OwnerLockHeldError);
      await won[0]?.release();
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it('gives an owner that is just leaving the time it was told to', async () => {
    const lockFile = path.join(await bench.newFolder(), 'owner.lock');
    const leaving = await acquireOwnerLock(lockFile);
    const patient = acquireOwnerLockWithin(lockFile, 5_000);
    await expect(acquireOwnerLock(lockFile)).rejects.toThrow(`already in use by process ${process.pid} `);
    await leaving.release();
    await (await patient).release();
  });
});
