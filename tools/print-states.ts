/** Writes docs/STATES.md from the state table. `npm run gen`. */
import { writeFileSync } from 'node:fs';
import { EDGES, FINAL_STATUSES, STATUSES } from '#libs/payouts';

const MEANING: Readonly<Record<(typeof STATUSES)[number], string>> = {
  created: 'accepted and stored; the owner of the account is being asked for',
  inquired: 'the owner is known; waits for the confirmation, or goes on by itself',
  transferring: 'the transfer is recorded and may be on its way',
  pending: 'the provider has it, or its result is unknown; Salur checks it and never sends it again',
  review: 'only a person, or late proof, can finish it',
  succeeded: 'paid; `proof` says what shows it',
  failed: 'not paid, and surely so; `proof` says what shows it',
  cancelled: 'called off before any transfer was sent',
  returned: 'paid, and later given back',
};

const lines = [
  '# States of a payout',
  '',
  'Printed from `libs/payouts/src/law/status.ts` by `npm run gen`; PostgreSQL holds the same table (`payout_transition`).',
  '',
  '```mermaid',
  'stateDiagram-v2',
  '  [*] --> created',
  ...EDGES.map(({ from, event, to }) => `  ${from} --> ${to}: ${event}`),
  '  cancelled --> [*]',
  '  returned --> [*]',
  '```',
  '',
  '| status | meaning | final |',
  '| --- | --- | --- |',
  ...STATUSES.map(
    (status) =>
      `| \`${status}\` | ${MEANING[status]} | ${(FINAL_STATUSES as readonly string[]).includes(status) ? 'yes' : ''} |`,
  ),
  '',
  '| from | event | to |',
  '| --- | --- | --- |',
  ...EDGES.map(({ from, event, to }) => `| \`${from}\` | \`${event}\` | \`${to}\` |`),
  '',
  'An event that names the status a payout already has is a harmless duplicate. Any other pair that is not in the table is',
  'refused, and an alert is raised. `succeeded` and `failed` are left only by proof to the contrary.',
  '',
];
writeFileSync('docs/STATES.md', lines.join('\n'));
