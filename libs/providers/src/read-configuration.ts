import { processOptions, readEnvironment, type Settings, settingsSchema } from '#libs/platform';
import { knownRails } from './known-rails.js';
import type { Provider } from './port/provider.js';
import { PROVIDERS } from './registry.js';

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
