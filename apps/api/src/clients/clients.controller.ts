import { Controller, Get, Logger, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '#libs/audit';
import {
  CalledBy,
  type Caller,
  type ClientWithUse,
  type DailyLimits,
  DoneBy,
  ManageClients,
  Scopes,
} from '#libs/clients';
import { JsonBody } from '../http/read-request.js';
import { PageQuery, pageRequest, showPage } from '../lists/page.js';
import {
  DescribeChangeClient,
  DescribeClient,
  DescribeClients,
  DescribeCreateClient,
} from '../openapi/describe-clients.js';
import { readId, readQuery } from '../validation/read-query.js';
import { ChangeClientDto, type ClientDto, type ClientPageDto, CreateClientDto, type LimitsDto } from './clients.dto.js';

/** The clients: their state, their addresses and their daily limits. */
@Controller('v1/clients')
@Scopes('admin')
export class ClientsController {
  private readonly logger = new Logger('Clients');

  constructor(private readonly clients: ManageClients) {}

  @Post()
  @DescribeCreateClient()
  async create(
    @CalledBy() caller: Caller,
    @DoneBy() by: Actor,
    @JsonBody(CreateClientDto) { name, limits, allowedAddresses = [] }: CreateClientDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClientDto> {
    const made = await this.clients.create({ name, limits: limitsOf(limits ?? {}), allowedAddresses }, by);
    void reply.header('location', `/v1/clients/${made.client.id}`);
    this.say(caller, made, 'made');
    return clientBody(made);
  }

  @Get()
  @DescribeClients()
  list(@CalledBy() { clientId }: Caller, @Query() query: unknown): Promise<ClientPageDto> {
    const scope = { clientId, filters: { list: 'clients' } };
    return showPage(pageRequest(readQuery(PageQuery, query), scope), {
      find: (limit, after) => this.clients.list({ limit, after }),
      idOf: ({ client }) => client.id,
      show: (clients) => clients.map(clientBody),
    });
  }

  @Get(':id')
  @DescribeClient()
  async read(@Param('id') id: string): Promise<ClientDto> {
    return clientBody(await this.clients.byId(readId(id, 'client')));
  }

  @Patch(':id')
  @DescribeChangeClient()
  async change(
    @CalledBy() caller: Caller,
    @DoneBy() by: Actor,
    @Param('id') id: string,
    @JsonBody(ChangeClientDto) { limits, ...change }: ChangeClientDto,
  ): Promise<ClientDto> {
    const changed = await this.clients.change(
      readId(id, 'client'),
      { ...change, ...(limits !== undefined && { limits: limitsOf(limits) }) },
      by,
    );
    this.say(caller, changed, 'changed');
    return clientBody(changed);
  }

  /** Only this log line has both the actor and the client. */
  private say({ clientId, keyId }: Caller, client: ClientWithUse, what: string): void {
    const { id, suspended, limits, allowedAddresses } = clientBody(client);
    this.logger.log({
      clientId,
      keyId,
      msg: `client ${id} was ${what}: ${JSON.stringify({ suspended, limits, allowedAddresses })}`,
    });
  }
}

function limitsOf({ dailyAmount, dailyCount }: LimitsDto): DailyLimits {
  const limit = (value: number | undefined) => (value === undefined ? null : BigInt(value));
  return { amount: limit(dailyAmount), count: limit(dailyCount) };
}

function clientBody({ client, usedToday }: ClientWithUse): ClientDto {
  const number = (value: bigint | null) => (value === null ? null : Number(value));
  return {
    id: client.id,
    name: client.name,
    suspended: client.suspendedAt !== null,
    limits: { dailyAmount: number(client.dailyAmountLimit), dailyCount: number(client.dailyCountLimit) },
    usedToday: usedToday && { amount: Number(usedToday.amount), count: Number(usedToday.count) },
    allowedAddresses: client.allowedAddresses,
    createdAt: client.createdAt.toISOString(),
    updatedAt: client.updatedAt.toISOString(),
  };
}
