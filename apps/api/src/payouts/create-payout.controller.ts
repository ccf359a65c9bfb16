import { Controller, Headers, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '#libs/audit';
import { DoneBy, Scopes } from '#libs/clients';
import { CreatePayout, type CreateResult, FindPayouts, type Payout, WaitForRest, warningsOf } from '#libs/payouts';
import { isUnreadable } from '#libs/platform';
import { JsonBody, readIdempotencyKey, waitSeconds } from '../http/read-request.js';
import { Stopping } from '../http/stopping.js';
import { DescribeCreate } from '../openapi/describe-payouts.js';
import { CreatePayoutDto, payoutRequestOf } from './create-payout.dto.js';
import { ReadBy, type Reader } from './reader.js';
import { ShowPayout } from './show-payout.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** POST /v1/payouts: the only way to create a payout over REST. */
@Controller('v1/payouts')
export class CreatePayoutController {
  constructor(
    private readonly createPayout: CreatePayout,
    private readonly payouts: FindPayouts,
    private readonly waitForRest: WaitForRest,
    private readonly stopping: Stopping,
    private readonly show: ShowPayout,
  ) {}

  @Post()
  @Scopes('payouts:create')
  @DescribeCreate()
  async create(
    @ReadBy() caller: Reader,
    @DoneBy() by: Actor,
    @Headers() headers: Record<string, string | undefined>,
    @JsonBody(CreatePayoutDto) dto: CreatePayoutDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const idempotencyKey = readIdempotencyKey(headers['idempotency-key']);
    const waitS = waitSeconds(headers.prefer);
    const { clientId, hasDailyLimits } = caller;
    const waitMs = (waitS ?? 0) * 1_000;
    const context = { clientId, hasDailyLimits, by, idempotencyKey, waitMs };
    const created = await this.createPayout.create(payoutRequestOf(dto), context);
    const { payout, replayed } = created;
    void reply.header('content-type', JSON_TYPE).header('location', `/v1/payouts/${payout.id}`);
    if (replayed) void reply.header('idempotency-replayed', 'true');
    if (waitS !== null && mayWait(payout, replayed)) void reply.header('preference-applied', `wait=${waitS}`);
    return this.answer(caller, created, waitMs);
  }

  /** The first answer and every repetition of it are the same bytes. */
  private async answer(caller: Reader, created: CreateResult, waitMs: number): Promise<string> {
    const { payout, replayed } = created;
    if (!replayed && waitMs === 0)
      return JSON.stringify(this.show.accepted(caller, payout, warningsOf(created.duplicates)));
    const kept = await this.kept(caller, payout);
    if (kept !== null) return this.complete(caller, kept);
    if (replayed && payout.answerLockedUntil === null) return JSON.stringify(await this.show.asCreated(caller, payout));
    const { body, codeOf } = await this.show.withoutCode(
      caller,
      await this.waitForRest.wait(payout.id, waitMs, this.stopping.signal),
    );
    const answer = { body: JSON.stringify(body), codeOf };
    // Kept before it is sent: the caller may repeat the request the moment this answer is on its way.
    await this.payouts.keepAnswer(payout.id, answer);
    // After a crash several repetitions may have waited at once; the first to keep its answer spoke for all.
    const spoken = replayed ? await this.kept(caller, await this.payouts.byId(payout.id)) : null;
    return this.complete(caller, spoken ?? answer);
  }

  /** A response that was kept and cannot be read is given as the payout was created, marked as unreadable. */
  private async kept(caller: Reader, payout: Payout): Promise<KeptAnswer | null> {
    try {
      return this.payouts.keptAnswer(payout) as KeptAnswer | null;
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      const created = await this.show.asCreated(caller, payout);
      return { body: JSON.stringify({ ...created, unreadable: true }), codeOf: null };
    }
  }

  /** What is kept names the code that a receiver of cash shows, but does not have it. */
  private async complete(caller: Reader, { body, codeOf }: KeptAnswer): Promise<string> {
    if (codeOf === null) return body;
    return JSON.stringify(await this.show.complete(caller, { body: JSON.parse(body), codeOf }));
  }
}

/** A payout created without waiting is answered as created for ever, also to a repetition that would wait. */
function mayWait(payout: Payout, replayed: boolean): boolean {
  return !replayed || payout.answerSealed !== null || payout.answerLockedUntil !== null;
}

/** The body as text, because PostgreSQL does not keep the order of keys. */
interface KeptAnswer {
  readonly body: string;
  readonly codeOf: string | null;
}
