import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CalledBy, type Caller, NameActors, Scopes } from '#libs/clients';
import { type ExchangeRecord, FindPayouts, type PayoutEvent, type PayoutFilter, SealedData } from '#libs/payouts';
import { JsonBody } from '../http/read-request.js';
import { type FilteredPageRequest, showPage } from '../lists/page.js';
import { DescribeEvents, DescribeEvidence, DescribeRead } from '../openapi/describe-payouts.js';
import { DescribeList, DescribeSearch, DescribeSummary } from '../openapi/describe-searches.js';
import { readId } from '../validation/read-query.js';
import { readPageRequest, readSumsRequest, SearchPayoutsDto, searchRequest } from './find-payouts.dto.js';
import type {
  PayoutDto,
  PayoutEventDto,
  PayoutEventsDto,
  PayoutEvidenceDto,
  PayoutExchangeDto,
  PayoutPageDto,
  PayoutSumsDto,
} from './payout.dto.js';
import { ReadBy, type Reader } from './reader.js';
import { ShowPayout } from './show-payout.js';

/** Reads payouts, always within the caller's client. */
@Controller('v1/payouts')
export class ReadPayoutsController {
  constructor(
    private readonly payouts: FindPayouts,
    private readonly show: ShowPayout,
    private readonly sealed: SealedData,
    private readonly actors: NameActors,
  ) {}

  @Get()
  @Scopes('payouts:read')
  @DescribeList()
  async list(@ReadBy() caller: Reader, @Query() query: unknown): Promise<PayoutPageDto> {
    return this.page(caller, readPageRequest(query, caller.clientId));
  }

  @Get('summary')
  @Scopes('payouts:read')
  @DescribeSummary()
  async summary(@CalledBy() { clientId }: Caller, @Query() query: unknown): Promise<PayoutSumsDto> {
    return this.show.sums(await this.payouts.sums(clientId, readSumsRequest(query)));
  }

  @Post('search')
  @HttpCode(200)
  @Scopes('payouts:read')
  @DescribeSearch()
  async search(@ReadBy() caller: Reader, @JsonBody(SearchPayoutsDto) wanted: SearchPayoutsDto): Promise<PayoutPageDto> {
    const hashOf = (number: string) => this.sealed.destinationHash(number);
    return this.page(caller, searchRequest(wanted, caller.clientId, hashOf));
  }

  private page(caller: Reader, request: FilteredPageRequest<PayoutFilter>): Promise<PayoutPageDto> {
    return showPage(request, {
      find: (limit, before) => this.payouts.list(caller.clientId, request.filter, limit, before),
      idOf: ({ id }) => id,
      show: (payouts) => this.show.all(caller, payouts),
    });
  }

  @Get(':id')
  @Scopes('payouts:read')
  @DescribeRead()
  async read(@ReadBy() caller: Reader, @Param('id') id: string): Promise<PayoutDto> {
    return this.show.to(caller, await this.payouts.ofClient(caller.clientId, readId(id, 'payout')));
  }

  @Get(':id/events')
  @Scopes('payouts:read')
  @DescribeEvents()
  async events(@CalledBy() { clientId }: Caller, @Param('id') id: string): Promise<PayoutEventsDto> {
    const payout = await this.payouts.ofClient(clientId, readId(id, 'payout'));
    const events = (await this.payouts.events(payout.id)).map(eventBody);
    return { data: await this.actors.named('actor', events) };
  }

  @Get(':id/evidence')
  @Scopes('payouts:read')
  @DescribeEvidence()
  async evidence(@CalledBy() { clientId }: Caller, @Param('id') id: string): Promise<PayoutEvidenceDto> {
    const payout = await this.payouts.ofClient(clientId, readId(id, 'payout'));
    return { data: (await this.payouts.evidence(payout.id)).map(exchangeBody) };
  }
}

function eventBody(event: PayoutEvent): Omit<PayoutEventDto, 'actorName'> {
  return {
    version: event.version,
    event: event.event,
    from: event.fromStatus,
    to: event.toStatus,
    at: event.at.toISOString(),
    actor: event.actor,
    detail: event.detail,
  };
}

function exchangeBody(exchange: ExchangeRecord): PayoutExchangeDto {
  return {
    step: exchange.step,
    at: exchange.startedAt.toISOString(),
    durationMs: exchange.durationMs,
    httpStatus: exchange.httpStatus,
    outcome: exchange.outcome,
    providerCode: exchange.providerCode,
    request: exchange.request,
    response: exchange.response,
    error: exchange.error,
  };
}
