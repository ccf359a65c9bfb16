import { DEVELOPMENT_KEYS } from '../vault/vault.js';

/**
 * What a service uses whose data is in the embedded PostgreSQL of this machine. They are public, so with a DATABASE_URL a service has
 * to bring its own: Salur cannot see whether a database holds real data.
 */
export const DEVELOPMENT_SECRETS = {
  API_KEY_PEPPER: 'no pepper for API keys outside of production',
  DATA_KEYS: DEVELOPMENT_KEYS.map(({ number, key }) => `${number}:${key.toString('base64')}`).join(),
  DATA_HASH_KEY: 'no hash key outside of production',
} as const;
