import { z } from 'zod';
import { processOptions, readEnvironment, type Settings, settingsSchema } from '#libs/platform';
import type { Provider } from './port/provider.js';
import { PROVIDERS } from './registry.js';

/** Variables may only name existing rails: a misspelt name would silently rank last. */
function namesOnlyRails(namesOf: (text: string) => readonly string[]) {
  return z
    .string()
    .optional()
    .superRefine((text, context) => {
      const rails = new Set<string>(PROVIDERS.flatMap((provider) => provider.rails.map((rail) => rail.name)));
      const unknown = namesOf(text ?? '').filter((name) => name !== '' && !rails.has(name));
      if (unknown.length === 0) return;
      context.addIssue({ code: 'custom', message: `names an unknown rail; known rails: ${[...rails].join(', ')}` });
    });
}

const commaSeparated = (text: string) => text.split(',').map((part) => part.trim());

/** Checks the rail names in variables against the registry; the values themselves are part of the settings. */
const knownRails = z.object({
  RAIL_ORDER: namesOnlyRails(commaSeparated),
  RAIL_FEES: namesOnlyRails((text) => commaSeparated(text).map((pair) => pair.split('=')[0] as string)),
});

/** The whole configuration, read once at start. */
export interface Configuration {
  readonly settings: Settings;
  /** Starts every provider that has credentials. */
  readonly startProviders: () => readonly Provider[];
}

/**
 * Reads the service's settings and those of every provider, and reports all problems together.
 *
 * @throws ConfigurationError
 */
export function readConfiguration(environment: NodeJS.ProcessEnv = process.env): Configuration {
  const [settings, , , ...providerConfigs] = readEnvironment(
    [settingsSchema, processOptions, knownRails, ...PROVIDERS.map((provider) => provider.environment)] as const,
    environment,
  );
  return {
    settings,
    startProviders: () =>
      PROVIDERS.flatMap((definition, index) => {
        const { providerTimeoutMs: timeoutMs, providerRatePerSecond: requestsPerSecond } = settings;
        const provider = definition.create(providerConfigs[index], { timeoutMs, requestsPerSecond });
        return provider === null ? [] : [provider];
      }),
  };
}
