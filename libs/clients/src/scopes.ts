/** What an API key may be allowed to do. A handler names the one scope it needs; a key has any number of them. */
export const SCOPES = {
  'payouts:create': 'create payouts',
  'payouts:read': 'read payouts, their history and evidence, and the lists of banks and rails',
  'payouts:confirm': 'confirm payouts that wait for a person',
  'payouts:cancel': 'cancel payouts that are not on their way',
  'payouts:check': 'have the provider asked at once',
  'payouts:resolve': 'say what became of payouts in review',
} as const;

export type Scope = keyof typeof SCOPES;

export const ALL_SCOPES = Object.keys(SCOPES) as Scope[];
