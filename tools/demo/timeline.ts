import { setTimeout as pause } from 'node:timers/promises';
import type { Payout, PayoutEvent, PayoutExchange, PayoutStatus } from '#libs/api-client';
import { CannotWork } from '../stack/managed-process.js';
import type { Narrator } from './narrator.js';
import type { PayoutClient } from './payout-client.js';

const LOOK_EVERY_MS = 40;
/** The longest wait of the story is some five seconds; a busy machine may take a few times that. */
const LONGEST_WAIT_MS = 30_000;

/** Prints what happens to one payout, as it happens. */
export class Timeline {
  private eventsShown = 0;
  private exchangesShown = 0;
  private readonly startedAtMs: number;

  constructor(
    private readonly narrator: Narrator,
    private readonly client: PayoutClient,
    private readonly payout: Payout,
  ) {
    this.startedAtMs = Date.parse(payout.createdAt);
  }

  /**
   * Goes on until the payout has one of the statuses.
   *
   * @throws CannotWork when it takes far too long
   */
  async until(...statuses: PayoutStatus[]): Promise<Payout> {
    const giveUpAt = performance.now() + LONGEST_WAIT_MS;
    for (;;) {
      const payout = await this.look();
      if (payout !== null && statuses.includes(payout.status)) return payout;
      if (performance.now() > giveUpAt) {
        throw new CannotWork(
          `The payout ${this.payout.id} is still ${payout?.status ?? 'unreachable'} after ${LONGEST_WAIT_MS / 1_000} s, not ${statuses.join(' or ')}: is this machine very busy? Run the demo again.`,
        );
      }
      await pause(LOOK_EVERY_MS);
    }
  }

  /** Null when the service does not answer: in one chapter it is dead for a moment. */
  private async look(): Promise<Payout | null> {
    const { id } = this.payout;
    try {
      // Evidence first: what it belongs to was committed with it, so no later event is shown before it.
      const exchanges = await this.client.evidence(id);
      const events = await this.client.events(id);
      const payout = await this.client.read(id);
      const last = events.at(-1);
      // The payout moved between two of the readings: what proves it is known at the next look.
      if (last?.to !== payout.status) return null;
      this.show(exchanges, events, payout);
      return payout;
    } catch (error) {
      if (error instanceof CannotWork) throw error;
      return null;
    }
  }

  private show(exchanges: readonly PayoutExchange[], events: readonly PayoutEvent[], payout: Payout): void {
    const rows = [
      ...exchanges.slice(this.exchangesShown).flatMap((exchange) => {
        const why = explainExchange(exchange);
        return why === null ? [] : [{ at: exchange.at, print: () => this.quiet(exchange.at, why) }];
      }),
      ...events.slice(this.eventsShown).map((event) => ({ at: event.at, print: () => this.move(event, payout) })),
    ];
    rows.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    for (const row of rows) row.print();
    this.exchangesShown = exchanges.length;
    this.eventsShown = events.length;
  }

  private move(event: PayoutEvent, payout: Payout): void {
    this.narrator.move(this.secondsAt(event.at), event.event, event.from, event.to, explain(event, payout));
  }

  private quiet(at: string, why: string): void {
    this.narrator.quiet(this.secondsAt(at), 'status check', why);
  }

  private secondsAt(at: string): number {
    return Math.max(0, Date.parse(at) - this.startedAtMs) / 1_000;
  }
}

/** What proves or explains a move, in a few words. */
function explain({ event, actor, detail }: PayoutEvent, payout: Payout): string {
  const code = typeof detail.code === 'string' ? detail.code : 'no answer';
  switch (event) {
    case 'created':
      return 'accepted: committed before the answer left';
    case 'inquiry_passed':
      if (payout.accountName === null) return 'this rail has nothing to ask';
      return `the bank names ${payout.accountName}${detail.nameMatch === 'different' ? ': clearly another name' : ''}`;
    case 'confirmed':
      return `attempt ${detail.attempt} committed before a byte leaves${actor === 'salur' ? '' : '; a person confirmed'}`;
    case 'ambiguous':
      return `${'code' in detail ? code : detail.reason}: result unknown; check, never resend`;
    case 'accepted':
      return `${code}: the provider has it, the result comes later${payout.cashPickup === null ? '' : ` (code of ${payout.cashPickup.token.length} digits for the counter)`}`;
    case 'rerouted':
      return `${code}, ${detail.because}: proof that nothing moved, so on to ${detail.to}`;
    case 'returned':
      return `proof: ${payout.proof} (${code}): the money came back`;
    case 'paid':
      return payout.proof === 'callback'
        ? 'proof: callback, at an address made for this transfer alone'
        : `proof: ${payout.proof} (${code})`;
    case 'refused':
      return `proof: ${payout.proof} (${code}, ${payout.failure?.code})`;
    default:
      return code;
  }
}

/** A status check that moved nothing leaves no event, only evidence. Null: an event records it. */
function explainExchange({ step, outcome, providerCode }: PayoutExchange): string | null {
  if (step !== 'status' || outcome === 'paid' || outcome === 'refused') return null;
  return `${providerCode ?? 'no answer'}: still unknown`;
}
