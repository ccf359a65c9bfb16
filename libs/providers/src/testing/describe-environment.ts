import { inspect } from 'node:util';
import type { ProviderDefinition } from '../port/provider.js';
import type { ProviderSetup } from './provider-setup.js';

const BASE_URL = 'https://provider.example';

/** How a provider must treat its environment variables. */
export function describeEnvironment(definition: ProviderDefinition, setup: ProviderSetup): void {
  const { environment: schema } = definition;
  const without = (name: string) => {
    const { [name]: _, ...rest } = setup.environment(BASE_URL);
    return rest;
  };
  const withoutAll = () => {
    const entries = Object.entries(setup.environment(BASE_URL)).filter(([name]) => !setup.credentials.includes(name));
    return Object.fromEntries(entries);
  };
  /** The problems, as they would be shown. */
  const problems = (environment: Record<string, string>) => {
    const result = schema.safeParse(environment);
    return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  };

  describe('its environment', () => {
    it('is on with complete credentials and has the rails it declares', async () => {
      const provider = definition.create(schema.parse(setup.environment(BASE_URL)), { timeoutMs: 1_000 });
      expect(provider?.name).toBe(definition.name);
      expect(provider?.rails.map(({ name }) => name)).toEqual(definition.rails.map(({ name }) => name));
      await provider?.close();
    });

    it('is off without credentials, absent or empty', () => {
      const empty = Object.fromEntries(setup.credentials.map((name) => [name, '']));
      expect(definition.create(schema.parse(withoutAll()), { timeoutMs: 1_000 })).toBeNull();
      expect(definition.create(schema.parse({ ...withoutAll(), ...empty }), { timeoutMs: 1_000 })).toBeNull();
    });

    it.each([...setup.credentials])('names %s when only that is missing', (name) => {
      expect(problems(without(name))).toEqual([expect.stringContaining(`${name}: `)]);
    });

    it.each([...setup.addresses])('refuses %s without TLS in production only', (name) => {
      const environment = { ...setup.environment(BASE_URL), [name]: 'http://provider.example' };
      expect(problems(environment)).toEqual([]);
      expect(problems({ ...environment, NODE_ENV: 'production' })).toEqual([expect.stringContaining(`${name}: `)]);
    });

    it.each([...setup.addresses])('refuses a %s that is no address, without repeating it', (name) => {
      const found = problems({ ...setup.environment(BASE_URL), [name]: 'ftp://canary' });
      expect(found).toEqual([expect.stringContaining(`${name}: `)]);
      expect(found.join()).not.toContain('canary');
    });

    it('does not show secrets when its configuration is printed or serialised', () => {
      const config = schema.parse(setup.environment(BASE_URL));
      const printed = JSON.stringify(config) + inspect(config, { depth: 9, showHidden: true });
      for (const secret of setup.secrets) expect(printed).not.toContain(secret);
    });
  });
}
