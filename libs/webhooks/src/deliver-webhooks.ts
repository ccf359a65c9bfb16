import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { crashPoint, newId } from '#libs/platform';
import { type DueDelivery, endpointsWithDue, loadDue, type TriedDelivery } from './deliver-webhooks.queries.js';
import { EndpointLane, type Piece } from './endpoint-lane.js';
import { Places } from './places.js';
import { type PostResult, PostWebhook } from './post-webhook.js';
import { RecordTries } from './record-tries.js';
import { RetrySchedule } from './retry-schedule.js';
import { SealedWebhooks } from './sealed-webhooks.js';
import { type SignedMessage, signedHeaders } from './sign-webhook.js';
import { TEST_EVENT } from './webhook-events.js';
import { type TakenJob, WebhookJobs } from './webhook-jobs.js';
import { tryResultOf, WEBHOOK_TRIED } from './webhook-tried.js';

/** How long tries under way get to end by themselves when the service stops. */
const LET_END_MS = 3_000;
const GONE = 410;

/**
 * Tries what is due. Each endpoint has a lane and a queue of its own and no more than its share of this process, so that one
 * that does not answer holds up nothing but itself. Any number of replicas may do so on one database.
 */
@Injectable()
export class DeliverWebhooks implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliverWebhooks.name);
  private readonly lanes = new Map<string, EndpointLane>();
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly jobs: WebhookJobs,
    private readonly tries: RecordTries,
    private readonly schedule: RetrySchedule,
    private readonly places: Places,
    private readonly sealed: SealedWebhooks,
    @Inject(PostWebhook) private readonly poster: PostWebhook,
  ) {}

  /** Begins the tries that are due, as far as there is room. */
  async run(): Promise<void> {
    if (this.stopping) return;
    const endpointIds = await endpointsWithDue(this.dataSource);
    await Promise.all(endpointIds.map((endpointId) => this.laneOf(endpointId).pull()));
  }

  /** Begins, without being waited for, the tries of an endpoint. */
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

  private laneOf(endpointId: string): EndpointLane {
    let lane = this.lanes.get(endpointId);
    if (lane === undefined) {
      lane = new EndpointLane(this.places, (most) => this.takeFrom(endpointId, most));
      this.lanes.set(endpointId, lane);
    }
    return lane;
  }

  /** Takes jobs of an endpoint and gives back the work they make. */
  private async takeFrom(endpointId: string, most: number): Promise<Piece[]> {
    if (this.stopping) return [];
    try {
      const taken = await this.jobs.take(endpointId, most);
      if (taken.length === 0) return [];
      const ids = taken.map(({ data }) => data.deliveryId);
      const due = new Map((await loadDue(this.dataSource, ids)).map((delivery) => [delivery.id, delivery]));
      return taken.map((job) => this.pieceOf(endpointId, job, due.get(job.data.deliveryId)));
    } catch (error) {
      // What was taken comes back by itself.
      this.logger.warn({ msg: 'webhooks could not be taken from their queue now', err: error });
      return [];
    }
  }

  private pieceOf(endpointId: string, job: TakenJob, delivery: DueDelivery | undefined): Piece {
    let outcome = NOTHING_TO_DO;
    return {
      beginsBefore: performance.now() + WebhookJobs.longestWaitMs(job),
      send: async () => {
        if (delivery?.turn === job.data.turn) outcome = await this.tryOnce(delivery);
        return outcome.isWell;
      },
      write: async () => {
        try {
          await this.tries.record({ endpointId, job, ...outcome });
        } catch (error) {
          this.logger.warn({ msg: 'what became of a webhook could not be written: it is sent again', err: error });
        }
      },
    };
  }

  private messageOf({ id, endpointId, eventId, bodySealed, secretsSealed }: DueDelivery): SignedMessage {
    const secrets = secretsSealed.map((secret) => this.sealed.openSecret(endpointId, secret));
    return { eventId, body: this.sealed.openBody(id, bodySealed), secrets };
  }

  private async tryOnce(delivery: DueDelivery): Promise<Outcome> {
    if (delivery.endpointStatus !== 'enabled') return { ...NOTHING_TO_DO, tried: parkedUntried(delivery) };
    const at = new Date();
    const startedMs = performance.now();
    const message = this.messageOf(delivery);
    const result = await this.poster.post(delivery.url, signedHeaders(message, at), message.body);
    const durationMs = Math.round(performance.now() - startedMs);
    WEBHOOK_TRIED.tell({ result: tryResultOf(result), durationMs });
    const outcome = outcomeOf(delivery, result, { id: newId(), at, durationMs }, this.schedule);
    if (outcome.tried?.becomes === 'delivered') crashPoint('after_webhook_200');
    return outcome;
  }
}

interface Outcome {
  readonly tried: TriedDelivery | null;
  readonly isGone: boolean;
  readonly matters: boolean;
  readonly isWell: boolean;
}

const NOTHING_TO_DO: Outcome = { tried: null, isGone: false, matters: false, isWell: true };

function parkedUntried({ id, turn }: DueDelivery): TriedDelivery {
  return { deliveryId: id, turn, becomes: 'parked', waitMs: null, attempt: null };
}

/** What a try makes of its delivery: 2xx alone is a success. */
function outcomeOf(
  delivery: DueDelivery,
  { httpStatus, error, answer, retryAfterMs }: PostResult,
  measured: { id: string; at: Date; durationMs: number },
  schedule: RetrySchedule,
): Outcome {
  const { id: deliveryId, turn, tries, type } = delivery;
  const isWell = httpStatus !== null && httpStatus >= 200 && httpStatus < 300;
  const isGone = httpStatus === GONE;
  // Of a receiver that is gone its own alert tells.
  const matters = type !== TEST_EVENT && !isGone;
  const attempt = { ...measured, httpStatus, error, answer };
  const as = (becomes: TriedDelivery['becomes'], waitMs: number | null): Outcome => ({
    tried: { deliveryId, turn, becomes, waitMs, attempt },
    isGone,
    matters,
    isWell,
  });
  // Ended by us, so it says nothing about the receiver: another process goes on at once.
  if (error === 'stopped')
    return { ...as('pending', 0), tried: { deliveryId, turn, becomes: 'pending', waitMs: 0, attempt: null } };
  if (isWell) return as('delivered', null);
  const waitMs = !matters ? null : schedule.waitAfter(tries + 1, retryAfterMs);
  return as(waitMs === null ? 'parked' : 'pending', waitMs);
}
