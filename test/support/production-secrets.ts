/** Secrets without which production does not start, each long enough. They open nothing. */
export const PRODUCTION_SECRETS = {
  API_KEY_PEPPER: 'a-pepper-of-more-than-32-characters-01',
  DATA_KEYS: `1:${Buffer.alloc(32, 7).toString('base64')}`,
  DATA_HASH_KEY: 'a-hash-key-of-more-than-32-characters-01',
};
