/** An empty project with the package of libs/api-client in it, as a service of another team has it. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const PACKAGE = './libs/api-client';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

export type ModuleResolution = 'nodenext' | 'bundler';

export class ClientProject {
  private constructor(
    readonly folder: string,
    /** What the tarball has. */
    readonly packedFiles: readonly string[],
  ) {}

  /**
   * Packs the client with `npm pack`, and installs the tarball with npm. Without a network and without npm's cache: what the
   * client depends on is packed from our own node_modules, so npm also proves that our versions are in the client's ranges.
   */
  static async create(): Promise<ClientProject> {
    const folder = mkdtempSync(path.join(tmpdir(), 'salur-client-'));
    const tarballs = path.join(folder, 'tarballs');
    mkdirSync(tarballs);
    const [packed] = await pack(tarballs, [PACKAGE]);
    const needed = [...closureOf([...dependenciesOf(PACKAGE), '@types/node'])];
    const others = await pack(
      tarballs,
      needed.map((name) => `./node_modules/${name}`),
      '--ignore-scripts',
    );
    writeFileSync(path.join(folder, 'package.json'), '{"private": true, "type": "module"}');
    const files = [packed, ...others].map(({ filename }) => path.join(tarballs, filename));
    const flags = ['--offline', '--cache', path.join(folder, 'cache'), '--ignore-scripts', '--no-audit', '--no-fund'];
    await exec('npm', ['install', ...flags, ...files], { cwd: folder });
    return new ClientProject(folder, packed.files.map((file) => file.path).sort());
  }

  write(name: string, text: string): void {
    writeFileSync(path.join(this.folder, name), text);
  }

  /** @returns what the compiler complains about; nothing if all is well */
  async typeCheck(moduleResolution: ModuleResolution): Promise<string> {
    const module = moduleResolution === 'bundler' ? 'esnext' : 'nodenext';
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2024',
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      types: ['node'],
      noEmit: true,
    };
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const tsc = path.resolve('node_modules/typescript/bin/tsc');
    const { stdout } = await exec(process.execPath, [tsc, '-p', this.folder]).catch((error) => error);
    return stdout;
  }

  /** @returns what the program prints */
  async run(name: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const env = { PATH: process.env.PATH, ...environment };
    const { stdout } = await exec(process.execPath, [name], { cwd: this.folder, env, timeout: 60_000 });
    return stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function pack(into: string, folders: readonly string[], ...flags: string[]): Promise<[Packed, ...Packed[]]> {
  const { stdout } = await exec('npm', [
    'pack',
    '--json',
    '--silent',
    '--pack-destination',
    into,
    ...flags,
    ...folders,
  ]);
  return JSON.parse(stdout);
}

function dependenciesOf(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  return Object.keys(manifest.dependencies ?? {});
}

function closureOf(names: readonly string[], known = new Set<string>()): Set<string> {
  for (const name of names) {
    if (known.has(name)) continue;
    known.add(name);
    closureOf(dependenciesOf(`node_modules/${name}`), known);
  }
  return known;
}
