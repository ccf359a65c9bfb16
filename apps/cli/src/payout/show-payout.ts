import { Option, SubCommand } from 'nest-commander';
import {
  type ExchangeRecord,
  LANGUAGES,
  type Language,
  OverseePayouts,
  type PayoutEvent,
  type PayoutRecord,
  type Warning,
} from '#libs/payouts';
import { printable, SETTINGS, type Settings } from '#libs/platform';
import { type Difference, FindStatements } from '#libs/reconciliation';
import { type DeliveryWithAttempts, OverseeDeliveries } from '#libs/webhooks';
import { alertBody } from '../alert/alert-body.js';
import { findClient } from '../client/client.js';
import { Refused } from '../core/errors.js';
import { type ChangeOptions, ChangingCommand } from '../core/salur-command.js';
import { differenceBody } from '../difference/difference-body.js';
import { ALL, readId, readWord } from '../input/input.js';
import { collect, readParts } from '../output/output.js';
import { awayText, isoOrNull, rupiahText, timeText } from '../output/words.js';
import { deliveryBody } from '../webhook/delivery-body.js';
import { destinationText, payoutBody } from './payout-body.js';
import { revealed, type ShownPayout, shown } from './shown-payout.js';
import { timeline } from './timeline.js';
import { whatNow } from './what-now.js';

interface Options extends ChangeOptions {
  readonly evidence?: boolean;
  readonly reveal?: boolean;
  readonly language?: Language;
}

/** Everything that is known of a payout. */
interface Found {
  readonly payout: ShownPayout;
  readonly client: string;
  readonly record: PayoutRecord;
  readonly deliveries: readonly DeliveryWithAttempts[];
  readonly differences: readonly Difference[];
  /** Of the sentences that explain it. */
  readonly language: Language;
}

@SubCommand({
  name: 'show',
  arguments: '<payout-id>',
  description: 'show where a payout stands, what it waits for, what proves its end, and its history',
})
export class ShowPayout extends ChangingCommand {
  @Option({ flags: '--evidence', description: 'also the requests to the provider and its responses, redacted' })
  readEvidence(): boolean {
    return true;
  }

  @Option({
    flags: '--reveal',
    description: 'account, phone and identity numbers in full; the audit trail records the operator',
  })
  readReveal(): boolean {
    return true;
  }

  @Option({ flags: '--language <language>', description: 'of the explanation: en or id; otherwise DEFAULT_LANGUAGE' })
  readLanguage(text: string): Language {
    return readWord('--language', text, LANGUAGES);
  }

  override async run([text]: [string], options: Options): Promise<void> {
    const id = readId('<payout-id>', text);
    const { format, evidence = false } = options;
    const by = options.reveal ? this.actorOf(options) : null;
    await this.domain.use(async (get) => {
      const payouts = get(OverseePayouts);
      const stored = await payouts.byId(id);
      const payout = by === null ? await shown(get, stored) : await revealed(get, stored, by);
      const { client } = await findClient(get, payout.clientId);
      const deliveries = readParts(
        ALL,
        (most, before) => get(OverseeDeliveries).list({ payoutId: id }, most, before),
        ({ delivery }) => delivery.id,
      );
      const differences = readParts(
        ALL,
        (most, before) => get(FindStatements).differences('operator', { payoutId: id }, most, before),
        (difference) => difference.id,
      );
      const record = await payouts.record(id);
      const found: Found = {
        payout,
        client: client.name,
        record,
        deliveries: (await collect(deliveries)).items,
        differences: (await collect(differences)).items,
        language: options.language ?? get<Settings>(SETTINGS).defaultLanguage,
      };
      const words = evidence ? `${wordsOf(found)}\n${evidenceOf(record)}` : wordsOf(found);
      await this.printOne(format, bodyOf(found), words.trimEnd());
      if (payout.unreadable !== null) throw new Refused(`A part of this payout cannot be read: ${payout.unreadable}`);
    });
  }
}

function wordsOf({ payout, client, record, deliveries, differences, language }: Found): string {
  const { accountName, accountHolderName, nameMatch, fee, requestedRail, rail } = payout;
  const owner = accountName === null ? 'not known yet' : `${accountName.trim()} (${nameMatch ?? 'not compared'})`;
  const facts: readonly (readonly [string, string | null])[] = [
    ['payout', payout.id],
    ['status', payout.status.toUpperCase()],
    ['client', `${client}, reference ${payout.reference}`],
    ['amount', `${rupiahText(payout.amount)}${fee === null ? '' : `, fee ${rupiahText(fee)}`}`],
    ['rail', requestedRail === rail ? rail : `${rail} (asked for: ${requestedRail})`],
    ['to', destinationText(payout)],
    ['expected', accountHolderName],
    ['owner', payout.outlet === null ? owner : null],
    ['accepted', `${timeText(payout.createdAt)} WIB`],
    ['replaces', payout.replacesPayoutId],
    ['next', payout.dueAt === null ? null : `${timeText(payout.dueAt)} WIB (${awayText(payout.dueAt, new Date())})`],
    ...payout.warnings.map((warning) => ['WARNING', warningText(warning)] as const),
  ];
  const lines = facts.flatMap(([name, text]) => (text === null ? [] : [`${name.padEnd(10)}${printable(text)}`]));
  const standing = whatNow({ payout, differences }, language).map((sentence) => `  ${printable(sentence)}`);
  return [...lines, '', ...standing, '', timeline(record, deliveries, differences)].join('\n');
}

function warningText({ message, payoutIds }: Warning): string {
  return payoutIds.length === 0 ? message : `${message}: ${payoutIds.join(', ')}`;
}

function evidenceOf({ exchanges }: PayoutRecord): string {
  const blocks = exchanges.map(({ startedAt, step, method, url, request, httpStatus, response, error }) =>
    [
      `${timeText(startedAt)} WIB ${step}: ${method} ${url}`,
      `  > ${request}`,
      `  < ${httpStatus === null ? `no response: ${error}` : `HTTP ${httpStatus} ${response ?? ''}`}`,
    ]
      .map(printable)
      .join('\n'),
  );
  return blocks.join('\n');
}

function bodyOf({ payout, client, record, deliveries, differences, language }: Found): object {
  return {
    ...payoutBody(payout, client, language),
    standing: whatNow({ payout, differences }, language),
    events: record.events.map(eventBody),
    attempts: record.attempts.map(
      ({ number, rail, reference, providerReference, intentAt, result, resultAt, ...rest }) => ({
        number,
        rail,
        reference,
        providerReference,
        intentAt: intentAt.toISOString(),
        result,
        resultCode: rest.resultCode,
        resultMessage: rest.resultMessage,
        resultAt: isoOrNull(resultAt),
      }),
    ),
    exchanges: record.exchanges.map(exchangeBody),
    callbacks: record.callbacks.map(({ receivedAt, provider, path, hint, statusWords, status, result }) => ({
      at: receivedAt.toISOString(),
      provider,
      path,
      hint,
      statusWords,
      status,
      result,
    })),
    alerts: record.alerts.map(alertBody),
    webhookDeliveries: deliveries.map(deliveryBody),
    differences: differences.map(differenceBody),
  };
}

function eventBody({ version, event, fromStatus, toStatus, at, actor, detail }: PayoutEvent) {
  return { version, event, from: fromStatus, to: toStatus, at: at.toISOString(), actor, detail };
}

function exchangeBody({ step, startedAt, durationMs, httpStatus, outcome, providerCode, ...rest }: ExchangeRecord) {
  const { request, response, error } = rest;
  return { step, at: startedAt.toISOString(), durationMs, httpStatus, outcome, providerCode, request, response, error };
}
