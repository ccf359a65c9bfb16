import { existsSync, readFileSync, statSync } from 'node:fs';
import { readConfiguration } from '#libs/providers';
import { readSettings } from '../../apps/sandbox/src/sandbox.settings.js';
import { PRODUCTION_SECRETS } from '../support/production-secrets.js';
import { SANDBOX_VARIABLES, SERVICE_VARIABLES } from './known-variables.js';
import { environmentOf, last, readDockerfile, type Stage } from './read-dockerfile.js';

const stages = readDockerfile('Dockerfile');
const TARGETS = ['api', 'worker', 'sandbox'];
const targets = TARGETS.map((name) => [name, stages.find((stage) => stage.name === name) as Stage] as const);

describe('Dockerfile', () => {
  it('builds the API when no target is named', () => {
    expect(stages.at(-1)?.name).toBe('api');
  });

  it('runs on the Node that the project is tested on', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
    const major = /\d+/.exec(engines.node)?.[0];
    for (const { image } of stages) expect(image).toMatch(new RegExp(`^node:${major}-`));
  });

  it.each(targets)('is not root, and is declared by number: %s', (_, stage) => {
    expect(last(stage, 'USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it.each(targets)('sets only variables that exist: %s', (name, stage) => {
    const known = new Set([...SERVICE_VARIABLES, ...(name === 'sandbox' ? SANDBOX_VARIABLES : [])]);
    expect(Object.keys(environmentOf(stage)).filter((variable) => !known.has(variable))).toEqual([]);
  });

  it('refuses what production refuses, and works once a database, a pepper and keys are named', () => {
    const environment = environmentOf(targets[0]?.[1] as Stage);
    for (const name of ['DATABASE_URL', 'API_KEY_PEPPER', 'DATA_KEYS', 'DATA_HASH_KEY'])
      expect(() => readConfiguration(environment)).toThrow(`${name}: is required in production`);
    const { settings } = readConfiguration({
      ...environment,
      DATABASE_URL: 'postgres://db/salur',
      ...PRODUCTION_SECRETS,
    });
    expect(settings).toMatchObject({ environment: 'production', host: '0.0.0.0' });
  });

  it.each(targets)('starts and checks programs that exist, without a shell in between: %s', (name, stage) => {
    const commands = [last(stage, 'CMD'), last(stage, 'HEALTHCHECK')?.replace(/^.*CMD /, '')];
    const words = commands.map((command) => JSON.parse(command as string) as string[]);
    expect(words.map(([program]) => program)).toEqual(['node', 'node']);
    const files = words.flat().filter((word) => word.startsWith('dist/'));
    expect(files[0]).toBe(`dist/programs/${name}.js`);
    for (const file of files) expect(existsSync(file)).toBe(true);
  });

  it('has the command line, where a shell finds it', () => {
    const base = stages.find((stage) => stage.name === 'base') as Stage;
    const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Record<string, string> };
    expect(bin).toEqual({ salur: 'bin/salur.js' });
    expect(statSync('bin/salur.js').mode & 0o111).toBe(0o111);
    expect(last(base, 'RUN')).toBe('ln -s /salur/bin/salur.js /usr/local/bin/salur');
    const copied = base.instructions.filter(({ name }) => name === 'COPY').map(({ text }) => text);
    expect(copied).toContain('--from=build /salur/bin bin');
  });

  it('asks the ports that are listened on, and exposes them', () => {
    const [api, , sandbox] = targets.map(([, stage]) => stage) as [Stage, Stage, Stage];
    const { settings } = readConfiguration({});
    expect(last(api, 'EXPOSE')).toBe(String(settings.port));
    expect(last(api, 'HEALTHCHECK')).toContain(`\${process.env.PORT || ${settings.port}}/health/live`);
    const { port } = readSettings({});
    expect(last(sandbox, 'EXPOSE')).toBe(String(port));
    expect(last(sandbox, 'HEALTHCHECK')).toContain(`:${port}/control/books`);
  });

  it('copies what exists, and what .dockerignore lets through', () => {
    const allowed = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = (stages[0] as Stage).instructions
      .filter(({ name, text }) => name === 'COPY' && !text.startsWith('--from'))
      .flatMap(({ text }) => text.split(' ').slice(0, -1));
    expect(copied.sort()).toEqual([...allowed].sort());
    for (const path of copied) expect(existsSync(path)).toBe(true);
  });
});
