import type { CodeList, CodeRow, ProviderDefinition } from '#libs/providers';
import {
  BY_REASON,
  type CodeStep,
  EFFECTS,
  type Effect,
  IF_OURS,
  NEVER_PAY_AGAIN,
  OURS,
  PROVING_EFFECTS,
  statusAfter,
  TO_DO,
} from './effects.js';

const STEPS: Readonly<Record<CodeStep, string>> = {
  inquiry: 'Inquiry: who owns the account? Moves no money',
  transfer: 'Transfer: the request that moves money',
  status: 'Status check: what became of the transfer? For a payout that is `pending` or in `review`',
  callback: 'Callback: the provider speaks first',
};

const HEAD = `# Codes of the providers

Printed by \`npm run gen\` from the tables by which the providers' folders read answers.

You have a code: from \`failure.providerCode\` of a payout, \`detail.code\` of its history or \`providerCode\` of its evidence,
each of which also names the step. Find the provider and the step, then the code. The last two columns say what Salur does
with the payout and what is left for you.

- A code that is **in no table** settles nothing: an inquiry is asked again, a transfer is ambiguous (\`pending\`), a status
  check has no information. Add it to the provider's table, with the document that explains it.
- The tables hold for HTTP 2xx. Under 4xx a refusal may still count, a success never does; under 3xx, 408, 409, 429 and 5xx no
  code counts, unless a table is about that very status.
- Only \`failed\` and \`cancelled\` allow a new payout in place of this one. While it is \`pending\` or in \`review\`, paying
  once more may pay twice.
- An answer about another account, bank, amount or order never counts; it raises \`echo_mismatch\`.
- Where a payout's rail was left to Salur (\`auto\`) and a refusal is not about the payee, another rail is tried first
  (\`rerouted\` instead of \`refused\`).
- A status check that speaks against a \`succeeded\` or \`failed\` payout is a contradiction: \`review\`, and an alert. See
  [RUNBOOK.md](RUNBOOK.md).
- A genuine callback decides by itself only on a rail without a status check, at an address that holds a secret.

## What a class does
`;

/** The text of docs/CODES.md: what each class does, then every code of every provider, step by step. */
export function codesDocument(providers: readonly Pick<ProviderDefinition, 'name' | 'codes'>[]): string {
  const steps = Object.keys(STEPS) as CodeStep[];
  const lists = providers.flatMap(({ codes = [] }) => codes);
  return [
    HEAD,
    ...steps.map((step) =>
      describeClasses(
        STEPS[step],
        step,
        EFFECTS[step],
        classesIn(lists.filter((list) => list.step === step && !isProof(list))),
      ),
    ),
    describeClasses(
      'Callback that is proof: no status check covers its rail',
      'callback',
      PROVING_EFFECTS,
      classesIn(lists.filter(isProof)),
    ),
    '## What a reason asks of you\n',
    table(
      ['reason', 'what to do'],
      Object.entries(TO_DO).map(([reason, toDo]) => [inTicks(reason), toDo]),
    ),
    ...providers.flatMap(({ name, codes = [] }) => [`## ${name}\n`, ...codes.map(describeList)]),
  ].join('\n');
}

/** The classes that some code of these lists has. */
function classesIn(lists: readonly CodeList[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.rows.map((row) => row.class)));
}

function describeClasses(
  heading: string,
  step: CodeStep,
  effects: Readonly<Record<string, Effect>>,
  classes: ReadonlySet<string>,
): string {
  const rows = Object.entries(effects)
    .filter(([name]) => classes.has(name))
    .map(([name, effect]) => [inTicks(name), movement(step, effect), effect.meaning]);
  return `### ${heading}\n\n${table(['class', 'the payout', 'meaning'], rows)}`;
}

function describeList(list: CodeList): string {
  const rows = list.rows.map((row) => {
    const effect = effectOf(list, row.class);
    const reason = reasonOf(row, effect);
    return [
      inTicks(row.code),
      row.words,
      row.lists?.join(', ') ?? '',
      inTicks(row.class),
      reason === null ? '' : inTicks(reason),
      movement(list.step, effect),
      toDoAbout(reason, effect),
    ];
  });
  const columns = ['code', 'words of the documents', 'list', 'class', 'reason', 'the payout', 'what to do'];
  return `### ${list.step}: ${list.title}\n\n${table(columns, rows)}`;
}

function effectOf(list: CodeList, name: CodeList['rows'][number]['class']): Effect {
  const effects: Readonly<Partial<Record<string, Effect>>> = isProof(list) ? PROVING_EFFECTS : EFFECTS[list.step];
  const effect = effects[name];
  if (effect === undefined) throw new Error(`${name} means nothing in the list "${list.title}"`);
  return effect;
}

function isProof(list: CodeList): boolean {
  return list.step === 'callback' && list.isProof === true;
}

/** Shown where it has a meaning: the reason of a refusal, also before its proof, or the fault to repair. */
function reasonOf({ class: name, reason }: CodeRow<string>, { toDo }: Effect): CodeRow<string>['reason'] {
  const isOurs = reason !== null && OURS.includes(reason);
  return toDo === BY_REASON || name === 'bank_refused' || (toDo === IF_OURS && isOurs) ? reason : null;
}

function toDoAbout(reason: CodeRow<string>['reason'], { toDo }: Effect): string {
  if (toDo !== BY_REASON && toDo !== IF_OURS) return toDo;
  if (reason !== null) return TO_DO[reason];
  return toDo === IF_OURS ? NEVER_PAY_AGAIN : 'nothing; it is asked again';
}

function movement(step: CodeStep, { event }: Effect): string {
  const to = statusAfter(step, event);
  return to === null ? 'stays' : `\`${event}\` → \`${to}\``;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function inTicks(text: string): string {
  return `\`${text}\``;
}
