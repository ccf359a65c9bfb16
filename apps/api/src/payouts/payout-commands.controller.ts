import { Controller, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '#libs/audit';
import { DoneBy, Scopes } from '#libs/clients';
import { CancelPayout, CheckNow, ConfirmPayout, FindPayouts, ResolvePayout, WaitForRest } from '#libs/payouts';
import { EmptyBody, JsonBody, OptionalBody, waitSeconds } from '../http/read-request.js';
import { Stopping } from '../http/stopping.js';
import { DescribeCancel, DescribeCheck, DescribeConfirm, DescribeResolve } from '../openapi/describe-payouts.js';
import { readId } from '../validation/read-query.js';
import { ConfirmPayoutDto, type PayoutDto, ResolvePayoutDto } from './payout.dto.js';
import { ReadBy, type Reader } from './reader.js';
import { ShowPayout } from './show-payout.js';

/** The commands of a client on a payout: confirm, cancel, check and resolve. */
@Controller('v1/payouts/:id')
export class PayoutCommandsController {
  constructor(
    private readonly payouts: FindPayouts,
    private readonly confirmPayout: ConfirmPayout,
    private readonly cancelPayout: CancelPayout,
    private readonly checkNow: CheckNow,
    private readonly resolvePayout: ResolvePayout,
    private readonly waitForRest: WaitForRest,
    private readonly stopping: Stopping,
    private readonly show: ShowPayout,
  ) {}

  @Post('confirm')
  @HttpCode(200)
  @Scopes('payouts:confirm')
  @DescribeConfirm()
  async confirm(
    @ReadBy() caller: Reader,
    @DoneBy() by: Actor,
    @Param('id') id: string,
    @OptionalBody(ConfirmPayoutDto) { reason }: ConfirmPayoutDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PayoutDto> {
    const payout = await this.payouts.ofClient(caller.clientId, readId(id, 'payout'));
    const confirmed = await this.confirmPayout.confirm(payout, by, reason);
    const waitS = waitSeconds(prefer);
    if (waitS === null) return this.show.to(caller, confirmed);
    void reply.header('preference-applied', `wait=${waitS}`);
    return this.show.to(
      caller,
      waitS === 0 ? confirmed : await this.waitForRest.wait(confirmed.id, waitS * 1_000, this.stopping.signal),
    );
  }

  @Post('cancel')
  @HttpCode(200)
  @Scopes('payouts:cancel')
  @DescribeCancel()
  async cancel(
    @ReadBy() caller: Reader,
    @DoneBy() by: Actor,
    @Param('id') id: string,
    @EmptyBody() _nothing: undefined,
  ): Promise<PayoutDto> {
    const payout = await this.payouts.ofClient(caller.clientId, readId(id, 'payout'));
    return this.show.to(caller, await this.cancelPayout.cancel(payout, by));
  }

  @Post('check')
  @HttpCode(200)
  @Scopes('payouts:check')
  @DescribeCheck()
  async check(
    @ReadBy() caller: Reader,
    @DoneBy() by: Actor,
    @Param('id') id: string,
    @EmptyBody() _nothing: undefined,
  ): Promise<PayoutDto> {
    const payout = await this.payouts.ofClient(caller.clientId, readId(id, 'payout'));
    return this.show.to(caller, await this.checkNow.check(payout, by));
  }

  @Post('resolve')
  @HttpCode(200)
  @Scopes('payouts:resolve')
  @DescribeResolve()
  async resolve(
    @ReadBy() caller: Reader,
    @DoneBy() by: Actor,
    @Param('id') id: string,
    @JsonBody(ResolvePayoutDto) { resolution, reason, evidence = null }: ResolvePayoutDto,
  ): Promise<PayoutDto> {
    const payout = await this.payouts.ofClient(caller.clientId, readId(id, 'payout'));
    return this.show.to(caller, await this.resolvePayout.resolve(payout, { resolution, reason, evidence }, by));
  }
}
