/** What an API key may be allowed to do. A handler names the one scope it needs; a key has any number of them. */
export const SCOPES = {
  'payouts:create': 'create payouts',
  'payouts:read':
    'read payouts, their history and evidence, and what a payout can name: rails, banks, balances and the calendar',
  'payouts:confirm': 'confirm payouts that wait for a person',
  'payouts:cancel': 'cancel payouts that are not on their way',
  'payouts:check': 'have the provider asked at once',
  'payouts:resolve': 'say what became of payouts in review',
  'cash-pickup:read':
    'see in answers about single payouts what the receiver of cash shows at the counter; opens no path by itself',
  'calendar:edit': 'declare days on which banks settle, or do not, whatever the weekday and the holidays say',
  'webhooks:manage': 'say where webhooks go, and send them again',
  'reconciliation:read': 'read its own statements of providers, and how its payouts differ from any',
  'reconciliation:edit':
    'import statements of providers, which are compared with the payouts of all clients, and close differences of its own',
  'metrics:read': "read the service's figures; nothing about a single payout",
  admin: 'manage clients and their API keys, and so give anybody any scope; read the audit trail',
} as const;

export type Scope = keyof typeof SCOPES;

export const ALL_SCOPES = Object.keys(SCOPES) as Scope[];
