import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { copyBinaries, type InstalledBinaries } from './copy-binaries.js';
import { callerUid } from './server-account.js';
import { TestBench } from './testing/test-bench.js';

describe('copyBinaries', () => {
  const bench = new TestBench();
  afterEach(() => bench.clear());

  async function installFakeBinaries(): Promise<{ installed: InstalledBinaries; fallbackFolder: string }> {
    const nativeFolder = path.join(await bench.newFolder(0o700), 'native');
    await mkdir(path.join(nativeFolder, 'bin'), { recursive: true, mode: 0o700 });
    await mkdir(path.join(nativeFolder, 'lib'), { mode: 0o700 });
    await writeFile(path.join(nativeFolder, 'bin', 'postgres'), 'program', { mode: 0o700 });
    await writeFile(path.join(nativeFolder, 'lib', 'libpq.so.5.18'), 'library', { mode: 0o600 });
    await symlink('libpq.so.5.18', path.join(nativeFolder, 'lib', 'libpq.so.5'));
    return { installed: { nativeFolder, packageVersion: '18.4.0' }, fallbackFolder: await bench.newFolder() };
  }

  it('makes a copy everybody can run, with relative links, even from files only the installer may read', async () => {
    const { installed, fallbackFolder } = await installFakeBinaries();
    const copy = await copyBinaries(installed, fallbackFolder);
    expect(copy).toBe(path.join(fallbackFolder, `salur-postgres-18.4.0-${callerUid()}`));
    const modeOf = async (file: string) => ((await stat(path.join(copy, file))).mode & 0o777).toString(8);
    expect(await Promise.all(['.', 'bin', 'bin/postgres', 'lib', 'lib/libpq.so.5'].map(modeOf))).toEqual([
      '755',
      '755',
      '755',
      '755',
      '644',
    ]);
    expect(await readlink(path.join(copy, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
  });

  it('is safe to do many times at once, and copies only once', async () => {
    const { installed, fallbackFolder } = await installFakeBinaries();
    const copies = await Promise.all(Array.from({ length: 8 }, () => copyBinaries(installed, fallbackFolder)));
    expect(await readdir(fallbackFolder)).toEqual([path.basename(copies[0] ?? '')]);
    const before = await lstat(copies[0] ?? '');
    await copyBinaries(installed, fallbackFolder);
    expect((await lstat(copies[0] ?? '')).ino).toBe(before.ino);
  });

  it('makes a new copy when the system has tidied a file of it away', async () => {
    const { installed, fallbackFolder } = await installFakeBinaries();
    const copy = await copyBinaries(installed, fallbackFolder);
    await rm(path.join(copy, 'lib', 'libpq.so.5.18'));
    await copyBinaries(installed, fallbackFolder);
    expect(await readFile(path.join(copy, 'lib', 'libpq.so.5.18'), 'utf8')).toBe('library');
  });

  it('removes what a process killed while copying left, but not what a living one is copying', async () => {
    const { installed, fallbackFolder } = await installFakeBinaries();
    const unfinished = `salur-postgres-18.4.0-${callerUid()}.copying-`;
    // Above the highest pid Linux gives out.
    await mkdir(path.join(fallbackFolder, `${unfinished}4194305-x`));
    await mkdir(path.join(fallbackFolder, `${unfinished}${process.ppid}-x`));
    const copy = await copyBinaries(installed, fallbackFolder);
    expect((await readdir(fallbackFolder)).sort()).toEqual([path.basename(copy), `${unfinished}${process.ppid}-x`]);
  });

  it('refuses a copy others can write to, and a link in its place', async () => {
    const { installed, fallbackFolder } = await installFakeBinaries();
    const copy = await copyBinaries(installed, fallbackFolder);
    await chmod(copy, 0o777);
    await expect(copyBinaries(installed, fallbackFolder)).rejects.toThrow(/cannot be trusted: remove it/);
    await rm(copy, { recursive: true });
    await symlink(installed.nativeFolder, copy);
    await expect(copyBinaries(installed, fallbackFolder)).rejects.toThrow(/cannot be trusted: remove it/);
  });
});
