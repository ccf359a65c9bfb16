import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { crashPoint, newId, SETTINGS, type Settings, wordsOfUnreadable } from '#libs/platform';
import { claimDue, type DueDelivery, endpointsWithDue } from './deliver-webhooks.queries.js';
import { EndpointLane, type Piece } from './endpoint-lane.js';
import { Places } from './places.js';
import { type PostResult, PostWebhook, tryResultOf, WEBHOOK_TRIED } from './post-webhook.js';
import { type Concern, type DoneDelivery, RecordAttempts } from './record-attempts.js';
import { RetrySchedule } from './retry-schedule.js';
import { SealedWebhooks, signedHeaders } from './sealed-webhooks.js';
import { TEST_EVENT } from './webhook-events.js';

/**
 * A delivery is leased for so many leases of WORKER_LEASE: for a part of that it may wait for a place, the rest is for the
 * attempt and its writing. Two of them are longer than an attempt takes.
 */
const LEASES = 4;
const WAITING_PART = 0.5;
/** How long attempts under way get to end by themselves when the service stops. */
const LET_END_MS = 3_000;
const GONE = 410;
/** How long a lane without work stays in memory. */
const LANE_KEPT_MS = 60_000;
const FAILING_LANE_KEPT_MS = 3_600_000;

/**
 * Attempts what is due, which is claimed from the deliveries themselves. Each endpoint has a lane of its own and no more than
 * its share of this process, so that one that does not answer holds up nothing but itself. Any number of replicas may do so
 * on one database.
 */
@Injectable()
export class DeliverWebhooks implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliverWebhooks.name);
  private readonly lanes = new Map<string, EndpointLane>();
  private readonly leaseMs: number;
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly attempts: RecordAttempts,
    private readonly schedule: RetrySchedule,
    private readonly places: Places,
    private readonly sealed: SealedWebhooks,
    @Inject(PostWebhook) private readonly poster: PostWebhook,
    @Inject(SETTINGS) { leaseMs }: Settings,
  ) {
    this.leaseMs = LEASES * leaseMs;
  }

  /** Begins the attempts that are due, as far as there is room. */
  async deliverDue(): Promise<void> {
    if (this.stopping) return;
    const endpointIds = await endpointsWithDue(this.dataSource);
    this.dropIdleLanes();
    await Promise.all(endpointIds.map((endpointId) => this.laneOf(endpointId).pull()));
  }

  /** Begins, without being waited for, the attempts of an endpoint. */
  soon(endpointId: string): void {
    void this.laneOf(endpointId).pull();
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    for (const lane of this.lanes.values()) await lane.settled();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LET_END_MS);
    });
    await Promise.race([this.settled(), patience]);
    clearTimeout(timer);
    await this.poster.stop();
    await this.settled();
  }

  /** An endpoint that fails is remembered for as long as its deliveries wait for most attempts, and no longer. */
  private dropIdleLanes(): void {
    for (const [endpointId, lane] of this.lanes)
      if (lane.isIdleFor(lane.isFailing ? FAILING_LANE_KEPT_MS : LANE_KEPT_MS)) this.lanes.delete(endpointId);
  }

  private laneOf(endpointId: string): EndpointLane {
    let lane = this.lanes.get(endpointId);
    if (lane === undefined) {
      lane = new EndpointLane(this.places, (most) => this.takeFrom(endpointId, most));
      this.lanes.set(endpointId, lane);
    }
    return lane;
  }

  /** Claims deliveries of an endpoint and returns the work they make. */
  private async takeFrom(endpointId: string, most: number): Promise<Piece[]> {
    if (this.stopping) return [];
    const leasedAt = performance.now();
    try {
      const due = await claimDue(this.dataSource, endpointId, most, this.leaseMs);
      return due.map((delivery) => this.pieceOf(delivery, leasedAt + this.leaseMs * WAITING_PART));
    } catch (error) {
      // What was claimed nevertheless can be claimed again when its lease ends.
      this.logger.warn({ msg: 'webhooks could not be claimed now', err: error });
      return [];
    }
  }

  private pieceOf(delivery: DueDelivery, beginsBefore: number): Piece {
    const { endpointId } = delivery;
    let outcome: Outcome | null = null;
    return {
      beginsBefore,
      send: async () => {
        try {
          outcome = await this.attempt(delivery);
        } catch (error) {
          // Whatever a receiver does is a result: this is a row that cannot be sent, and it would not be at the next claim either.
          this.logger.error({ msg: 'a webhook could not be attempted', deliveryId: delivery.id, err: error });
          outcome = unreadable(delivery, error);
        }
        return outcome?.isWell ?? true;
      },
      write: async () => {
        if (outcome === null) return;
        const { isWell: _, ...done } = outcome;
        try {
          await this.attempts.record({ endpointId, ...done });
        } catch (error) {
          this.logger.warn({ msg: 'the result of a webhook could not be written: it is sent again', err: error });
        }
      },
    };
  }

  /** @throws when the body or a secret cannot be opened, or a secret is none to sign with */
  private signed({ id, endpointId, eventId, bodySealed, secretsSealed }: DueDelivery, at: Date): Signed {
    const secrets = secretsSealed.map((secret) => this.sealed.openSecret(endpointId, secret));
    const body = this.sealed.openBody(id, bodySealed);
    return { headers: signedHeaders({ eventId, body, secrets }, at), body };
  }

  private async attempt(delivery: DueDelivery): Promise<Outcome> {
    if (delivery.endpointStatus !== 'enabled') return parkedUnsent(delivery, null);
    const at = new Date();
    let signed: Signed;
    try {
      signed = this.signed(delivery, at);
    } catch (error) {
      return unreadable(delivery, error);
    }
    const startedMs = performance.now();
    const result = await this.poster.post(delivery.url, signed.headers, signed.body);
    const durationMs = Math.round(performance.now() - startedMs);
    WEBHOOK_TRIED.emit({ result: tryResultOf(result), durationMs });
    const outcome = outcomeOf(delivery, result, { id: newId(), at, durationMs }, this.schedule);
    if (outcome.attempted.becomes === 'delivered') crashPoint('after_webhook_200');
    return outcome;
  }
}

interface Signed {
  readonly headers: Record<string, string>;
  readonly body: string;
}

interface Outcome extends Omit<DoneDelivery, 'endpointId'> {
  readonly isWell: boolean;
}

function parkedUnsent({ id, turn }: DueDelivery, concern: Concern | null): Outcome {
  const attempted = { deliveryId: id, turn, becomes: 'parked', waitMs: null, attempt: null } as const;
  return { attempted, concern, isWell: true };
}

/** It is no information about the receiver, so the lane continues as before. */
function unreadable(delivery: DueDelivery, error: unknown): Outcome {
  const row = { table: 'webhook_delivery', id: delivery.id };
  const words = wordsOfUnreadable(row, error, 'Then send it again: salur webhook redeliver.');
  return { ...parkedUnsent(delivery, 'webhook_unreadable'), unreadable: { row, words } };
}

/** The result of an attempt for its delivery: only 2xx is success. */
function outcomeOf(
  { id: deliveryId, turn, tries, type }: DueDelivery,
  { httpStatus, error, answer, retryAfterMs }: PostResult,
  measured: { id: string; at: Date; durationMs: number },
  schedule: RetrySchedule,
): Outcome {
  // Ended by us, so it is no information about the receiver: another process continues at once.
  if (error === 'stopped') {
    const attempted = { deliveryId, turn, becomes: 'pending', waitMs: 0, attempt: null } as const;
    return { attempted, concern: null, isWell: false };
  }
  const isWell = httpStatus !== null && httpStatus >= 200 && httpStatus < 300;
  const isGone = httpStatus === GONE;
  const isTest = type === TEST_EVENT;
  const waitMs = isWell || isGone || isTest ? null : schedule.waitAfter(tries + 1, retryAfterMs);
  const becomes = isWell ? 'delivered' : waitMs === null ? 'parked' : 'pending';
  const attempt = { ...measured, httpStatus, error, answer };
  // A test that fails is seen by the client who asked for it.
  const parked = becomes === 'parked' && !isTest ? 'webhook_parked' : null;
  return {
    attempted: { deliveryId, turn, becomes, waitMs, attempt },
    concern: isGone ? 'webhook_gone' : parked,
    isWell,
  };
}
