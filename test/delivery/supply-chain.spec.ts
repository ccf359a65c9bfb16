import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly dev?: boolean;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const locked = Object.entries(lock.packages as Record<string, LockedPackage>).filter(([place]) => place !== '');
const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** The registry that packages come from when the lockfile names one; otherwise they come from the one that is configured. */
const REGISTRY = 'https://registry.npmjs.org/';

describe('the packages that this is made of (S37)', () => {
  it('are required in one version each, and locked to it', () => {
    for (const kind of ['dependencies', 'devDependencies']) {
      for (const [name, version] of Object.entries(manifest[kind] as Record<string, string>)) {
        expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/)]);
        expect([name, lock.packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
      }
      expect(lock.packages[''][kind]).toEqual(manifest[kind]);
    }
  });

  it('come from no foreign host, and are what they were when they were locked', () => {
    expect(lock.lockfileVersion).toBe(3);
    expect(locked.length).toBeGreaterThan(100);
    for (const [place, { resolved = REGISTRY, integrity = '', link = false }] of locked) {
      expect([place, resolved.startsWith(REGISTRY), link]).toEqual([place, true, false]);
      expect([place, integrity]).toEqual([place, expect.stringMatching(/^sha512-[A-Za-z0-9+/]{86}==$/)]);
    }
  });

  it('may run a script at their installation only when package.json allows it by name', () => {
    // For other machines than these nothing is installed.
    const isForUs = ({ os = [], cpu = [] }: LockedPackage) =>
      (os.length === 0 || os.some((name) => ['linux', 'darwin'].includes(name))) &&
      (cpu.length === 0 || cpu.some((name) => ['x64', 'arm64'].includes(name)));
    const scripted = locked
      .filter(([, each]) => each.hasInstallScript === true && isForUs(each))
      .map(([place]) => nameOf(place));
    expect(scripted.length).toBeGreaterThan(0);
    expect(scripted.filter((name) => manifest.allowScripts[name] === undefined)).toEqual([]);
  });

  it('are installed from the lockfile, everywhere that says how', () => {
    const texts = ['README.md', 'Dockerfile', ...globSync('docs/**/*.md')].map((file) => readFileSync(file, 'utf8'));
    expect(texts.filter((text) => /npm (install|i|add)\b/.test(text))).toEqual([]);
    expect(texts.filter((text) => /npm ci\b/.test(text)).length).toBeGreaterThanOrEqual(2);
  });

  it('are listed by `npm run sbom`, with development-only packages marked', () => {
    const [program, ...words] = (manifest.scripts.sbom as string).split(' ');
    const printed = execFileSync(program as string, words, {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { bomFormat, components } = JSON.parse(printed);
    expect(bomFormat).toBe('CycloneDX');
    // By version: what one of ours needs may be there in an older one for development alone.
    const scopes = new Map<string, string>(
      components.map(({ group, name, version, scope }: Record<string, string>) => [
        `${group ? `${group}/${name}` : name}@${version}`,
        scope,
      ]),
    );
    expect(scopes.size).toBeGreaterThan(100);
    const needed = Object.entries(manifest.dependencies).map(([name, version]) => `${name}@${version}`);
    for (const name of needed) expect([name, scopes.get(name)]).toEqual([name, 'required']);
    expect(scopes.get(`jest@${manifest.devDependencies.jest}`)).toBe('optional');
    for (const { purl } of components) expect(purl).toMatch(/^pkg:npm\//);
  });
});
