import { SubCommand } from 'nest-commander';
import { type Attempt, OverseePayouts, type Payout } from '#libs/payouts';
import { printable } from '#libs/platform';
import { DIFFERENCE_KINDS, type Difference, FindStatements } from '#libs/reconciliation';
import { type CommonOptions, SalurCommand } from '../core/salur-command.js';
import { readId } from '../input/input.js';
import { timeText } from '../output/words.js';
import { closedText, differenceBody, sideText } from './difference-body.js';

/** What a difference is about; null: a transfer that Salur does not know. */
interface About {
  readonly payout: Payout;
  readonly attempts: readonly Attempt[];
}

@SubCommand({
  name: 'show',
  arguments: '<difference-id>',
  description: 'show both sides of a difference, what it means, and what to do',
})
export class ShowDifference extends SalurCommand {
  override async run([text]: [string], { format }: CommonOptions): Promise<void> {
    const id = readId('<difference-id>', text);
    await this.domain.use(async (get) => {
      const difference = await get(FindStatements).difference('operator', id);
      const { payoutId } = difference;
      const payouts = get(OverseePayouts);
      const about =
        payoutId === null
          ? null
          : { payout: await payouts.byId(payoutId), attempts: (await payouts.record(payoutId)).attempts };
      await this.printOne(format, bodyOf(difference, about), wordsOf(difference, about));
    });
  }
}

function bodyOf(difference: Difference, about: About | null): object {
  const payout = about && { id: about.payout.id, reference: about.payout.reference, status: about.payout.status };
  return { ...differenceBody(difference), payout };
}

function wordsOf(difference: Difference, about: About | null): string {
  const { means, remedy } = DIFFERENCE_KINDS[difference.kind];
  const { id, kind, provider, statementId, foundAt, expected, found } = difference;
  const facts: readonly (readonly [string, string | null])[] = [
    ['difference', id],
    ['kind', kind],
    ['provider', provider],
    [
      'found',
      `${timeText(foundAt)} WIB, ${statementId === null ? 'when the payout moved' : `with statement ${statementId}`}`,
    ],
    ['payout', about && `${about.payout.id}, ${about.payout.status}, reference ${about.payout.reference}`],
    ...(about?.attempts ?? []).map((attempt) => [`transfer ${attempt.number}`, numbersOf(attempt)] as const),
    ['Salur has', sideText(expected)],
    ['it has', sideText(found)],
    ['means', means],
    ['remedy', remedy],
    ['status', statusText(difference)],
    ...difference.closedBefore.map((before) => ['before', beforeText(before)] as const),
  ];
  const lines = facts.flatMap(([name, words]) => (words === null ? [] : [`${name.padEnd(12)}${printable(words)}`]));
  return lines.join('\n');
}

/** The numbers by which to ask the provider. */
function numbersOf({ reference, providerReference, intentAt, rail }: Attempt): string {
  const theirs = providerReference === null ? '' : `, theirs ${providerReference}`;
  return `our number ${reference}${theirs}, of ${timeText(intentAt)} WIB on ${rail}`;
}

/** A closing before the evidence grew. */
function beforeText({ closedAt, closedBy, reason, found }: Difference['closedBefore'][number]): string {
  return `closed by a person (${closedBy}: ${reason}), ${timeText(new Date(closedAt))} WIB, when the statement had ${sideText(found)}`;
}

function statusText({ status, closedAt, closedBecause, closedBy, reason }: Difference): string {
  if (status === 'open' || closedAt === null) return status;
  const why = closedBy === null ? '' : ` (${closedBy}: ${reason})`;
  return `${closedText(closedBecause)}${why}, ${timeText(closedAt)} WIB`;
}
