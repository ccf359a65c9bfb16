/** Writes docs/STATES.md from the state table. `npm run gen`. */
import { writeFileSync } from 'node:fs';
import {
  EDGES,
  FINAL_STATUSES,
  STANDING_KINDS,
  STATUSES,
  STATUSES_OF_STANDING,
  type StandingKind,
  WAITING_WORDS,
} from '#libs/payouts';

const MEANING: Readonly<Record<(typeof STATUSES)[number], string>> = {
  created: 'accepted and stored; the owner of the account is being asked for',
  inquired: 'the owner is known; waits for the confirmation, or goes on by itself',
  transferring: 'the transfer is recorded and may be on its way',
  pending: 'the provider has it, or its result is unknown; Salur checks it and never sends it again',
  review: 'only a person, or late proof, can finish it',
  succeeded: 'paid; `proof` says what shows it',
  failed: 'not paid, and surely so; `proof` says what shows it',
  cancelled: 'ended without a paid transfer: a person cancelled it, or a decision or funds did not come in time',
  returned: 'paid, and later given back',
};

const STANDS: Readonly<Record<StandingKind, string>> = {
  ready: 'a worker does the next step as soon as it is due',
  awaits_approval: 'a person has to confirm it: the account has another name, or the order asks for it',
  awaits_second_person: 'another person than its maker has to confirm it',
  doubted: 'a callback says that a refused transfer was paid; a person has to confirm it all the same',
  awaits_window: 'its rail is closed',
  awaits_funds: 'the balance at its provider does not cover it',
  awaits_provider: 'the transfer is on its way, or its result is not known yet',
  needs_person: 'a person has to find out whether it was paid',
  final: 'it has ended; `succeeded` and `failed` are looked at again for some days',
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
  '`proven` keeps the status: a status check agrees with it, and is a stronger `proof` than the one before. Like every move it has',
  'a version and a row in the history of its own. Two responses with the same `version` have the same content.',
  '',
  '## Where a payout stands',
  '',
  'A status says what has happened, the standing what is missing before the payout goes on (`libs/payouts/src/law/standing.ts`).',
  'REST shows it as `explanation.standing`, with the reason and the next step in sentences; lists filter by `standing`.',
  '',
  '| standing | in the statuses | what is missing | `waiting.reason` |',
  '| --- | --- | --- | --- |',
  ...STANDING_KINDS.map((kind) => {
    const statuses = STATUSES_OF_STANDING[kind].map((status) => `\`${status}\``).join(' ');
    const reason = (WAITING_WORDS as Partial<Record<StandingKind, string>>)[kind];
    return `| \`${kind}\` | ${statuses} | ${STANDS[kind]} | ${reason === undefined ? '' : `\`${reason}\``} |`;
  }),
  '',
];
writeFileSync('docs/STATES.md', lines.join('\n'));
