import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { readConfiguration } from '#libs/providers';
import { environmentExample, listVariables } from '../../tools/environment-example.js';

describe('.env.example', () => {
  const text = readFileSync('.env.example', 'utf8');

  it('is what the schemas say: run `npm run gen` otherwise', () => {
    expect(text).toBe(environmentExample());
  });

  it('works as it is, and means the same as setting nothing', () => {
    expect(readConfiguration(parseEnv(text)).settings).toEqual(readConfiguration({}).settings);
  });

  it('describes every variable', () => {
    expect(listVariables().filter(({ meaning }) => meaning === '')).toEqual([]);
  });

  it('has no default for anything secret', () => {
    const secret = Object.entries(parseEnv(text)).filter(([name]) =>
      /KEY|SECRET|PASSWORD|TOKEN|DATABASE_URL/.test(name),
    );
    expect(secret.length).toBeGreaterThan(2);
    for (const [, value] of secret) expect(value).toBe('');
  });
});
