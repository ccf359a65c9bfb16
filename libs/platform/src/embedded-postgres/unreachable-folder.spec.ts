import { chown, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { runsAsRoot } from './server-account.js';
import { fallbackPlaceFor } from './server-place.js';
import { type CheckoutCopy, copyCheckout } from './testing/checkout-copy.js';
import { query, started, TestBench } from './testing/test-bench.js';

const NOBODY = 65_534;
const asRoot = runsAsRoot() ? describe : describe.skip;

asRoot('embedded PostgreSQL and who may enter what (needs root, else skipped)', () => {
  const bench = new TestBench();
  afterEach(() => bench.clear());

  // This checkout may be in a private folder, where a plain user can run neither our code nor its node.
  const copyBench = new TestBench();
  let openCopy: CheckoutCopy;
  beforeAll(async () => {
    openCopy = await copyCheckout(path.join(await copyBench.newFolder(), 'checkout'));
  });
  afterAll(() => copyBench.clear());

  it('runs in place for root when the folder can be entered, as another user', async () => {
    const dataDirectory = path.join(await bench.newFolder(), '.data', 'postgres');
    const server = await bench.start({ dataDirectory });
    expect(server.dataDirectory).toBe(dataDirectory);
    expect((await stat(`/proc/${server.pid}`)).uid).toBeGreaterThan(0);
    expect(server.notices).toEqual([]);
  });

  it('makes folders its server can enter although the umask is strict', async () => {
    const parent = await bench.newFolder();
    const umaskBefore = process.umask(0o077);
    try {
      const server = await bench.start({ dataDirectory: path.join(parent, '.data', 'postgres') });
      expect(server.notices).toEqual([]);
    } finally {
      process.umask(umaskBefore);
    }
    expect(((await stat(path.join(parent, '.data'))).mode & 0o777).toString(8)).toBe('755');
  });

  it('keeps the data elsewhere, says where and why, and finds it again, when the folder is private', async () => {
    const fallbackDirectory = await bench.newFolder();
    const home = await bench.newFolder(0o700);
    const dataDirectory = path.join(home, 'checkout', '.data', 'postgres');
    const first = await bench.start({ dataDirectory, fallbackDirectory });
    expect(first.dataDirectory).toBe(fallbackPlaceFor(dataDirectory, fallbackDirectory));
    expect(first.notices).toEqual([
      expect.stringMatching(new RegExp(`not in ${dataDirectory}, .* cannot enter ${home}`)),
    ]);
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await bench.start({ dataDirectory, fallbackDirectory });
    expect(await query(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await readdir(home)).toEqual([]);
  });

  it('runs copied programs when the whole checkout is in a private folder', async () => {
    const fallbackDirectory = await bench.newFolder();
    const checkout = path.join(await bench.newFolder(0o700), 'checkout');
    const { builtFolder } = await copyCheckout(checkout);
    const dataDirectory = path.join(checkout, '.data', 'postgres');
    const server = await started(bench.startOwner({ dataDirectory, fallbackDirectory }, { builtFolder }));
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(server.notices).toEqual([
      expect.stringContaining('The PostgreSQL data lives in'),
      expect.stringMatching(/run from a copy in .*salur-postgres-.* cannot enter /),
    ]);
  });

  it('refuses a data folder another user has put in the shared place', async () => {
    const fallbackDirectory = await bench.newFolder();
    const dataDirectory = path.join(await bench.newFolder(0o700), 'postgres');
    const planted = fallbackPlaceFor(dataDirectory, fallbackDirectory);
    await mkdir(planted);
    await chown(planted, NOBODY, NOBODY);
    await expect(bench.start({ dataDirectory, fallbackDirectory })).rejects.toThrow(
      `${planted} belongs to user ${NOBODY} or can be written by others, so what is in it cannot be trusted: remove it`,
    );
  });

  it('runs for a plain user as that user, and root goes on with the same data as that user too', async () => {
    const parent = await bench.newFolder();
    await chown(parent, NOBODY, NOBODY);
    const dataDirectory = path.join(parent, 'postgres');
    const owner = bench.startOwner({ dataDirectory }, { ...openCopy, uid: NOBODY });
    const server = await started(owner);
    expect((await stat(`/proc/${server.pid}`)).uid).toBe(NOBODY);
    expect(server.notices).toEqual([]);
    await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    owner.child.kill('SIGKILL');
    await owner.ended;

    const ofRoot = await bench.start({ dataDirectory });
    expect((await stat(`/proc/${ofRoot.pid}`)).uid).toBe(NOBODY);
    expect(await query(ofRoot.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it.each([
    ['a folder the plain user cannot write to', async () => undefined, 'cannot be written'],
    [
      'data that root made there',
      async (dataDirectory: string) => (await bench.start({ dataDirectory })).stop(),
      'the data there belongs to user',
    ],
  ])('keeps the data of a plain user elsewhere instead of failing over %s', async (_, prepare, reason) => {
    const fallbackDirectory = await bench.newFolder(0o1777);
    const dataDirectory = path.join(await bench.newFolder(), 'postgres');
    await prepare(dataDirectory);
    const server = await started(bench.startOwner({ dataDirectory, fallbackDirectory }, { ...openCopy, uid: NOBODY }));
    expect(server.notices).toEqual([expect.stringContaining(reason)]);
    expect((await lstat(server.dataDirectory)).uid).toBe(NOBODY);
    expect(path.dirname(server.dataDirectory)).toBe(fallbackDirectory);
  });
});
