import { Controller, Delete, Get, HttpCode, Logger, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '#libs/audit';
import { type ApiKey, CalledBy, type Caller, DoneBy, type MadeKey, ManageKeys, Scopes } from '#libs/clients';
import { JsonBody } from '../http/read-request.js';
import { PageQuery, pageRequest, showPage } from '../lists/page.js';
import { DescribeCreateKey, DescribeKeys, DescribeRevokeKey, DescribeRotateKey } from '../openapi/describe-clients.js';
import { readId, readQuery } from '../validation/read-query.js';
import { CreateKeyDto, type KeyDto, type KeyPageDto, type MadeKeyDto, overlapMsOf, RotateKeyDto } from './keys.dto.js';

/** API keys: created, rotated and revoked. Only the response that creates a key contains its secret. */
@Controller('v1')
@Scopes('admin')
export class KeysController {
  private readonly logger = new Logger('Keys');

  constructor(private readonly keys: ManageKeys) {}

  @Post('clients/:id/keys')
  @DescribeCreateKey()
  async create(
    @CalledBy() caller: Caller,
    @DoneBy() by: Actor,
    @Param('id') id: string,
    @JsonBody(CreateKeyDto) { name = null, scopes, expiresAt }: CreateKeyDto,
  ): Promise<MadeKeyDto> {
    const made = await this.keys.create(readId(id, 'client'), { name, scopes, expiresAt: dateOf(expiresAt) }, by);
    this.say(caller, made.key, 'made');
    return madeKeyBody(made);
  }

  @Get('clients/:id/keys')
  @DescribeKeys()
  async list(
    @CalledBy() { clientId }: Caller,
    @Param('id') text: string,
    @Query() query: unknown,
  ): Promise<KeyPageDto> {
    const id = readId(text, 'client');
    const scope = { clientId, filters: { list: 'keys', of: id } };
    return showPage(pageRequest(readQuery(PageQuery, query), scope), {
      find: (limit, after) => this.keys.list(id, { limit, after }),
      idOf: (key) => key.id,
      show: (keys) => keys.map(keyBody),
    });
  }

  @Post('keys/:id/rotate')
  @HttpCode(201)
  @DescribeRotateKey()
  async rotate(
    @CalledBy() caller: Caller,
    @DoneBy() by: Actor,
    @Param('id') id: string,
    @JsonBody(RotateKeyDto) dto: RotateKeyDto,
  ): Promise<MadeKeyDto> {
    const rotation = { overlapMs: overlapMsOf(dto), expiresAt: dateOf(dto.expiresAt) };
    const made = await this.keys.rotate(readId(id, 'key'), rotation, by);
    this.say(caller, made.key, 'made in the place of another');
    return madeKeyBody(made);
  }

  @Delete('keys/:id')
  @DescribeRevokeKey()
  async revoke(@CalledBy() caller: Caller, @DoneBy() by: Actor, @Param('id') id: string): Promise<KeyDto> {
    const key = await this.keys.revoke(readId(id, 'key'), by);
    this.say(caller, key, 'revoked');
    return keyBody(key);
  }

  /** Only this log line has both the actor and the key. */
  private say({ clientId, keyId }: Caller, key: ApiKey, what: string): void {
    const { scopes, expiresAt, replacesKeyId } = keyBody(key);
    const facts = JSON.stringify({ scopes, expiresAt, replacesKeyId });
    this.logger.log({ clientId, keyId, msg: `API key ${key.id} of client ${key.clientId} was ${what}: ${facts}` });
  }
}

function dateOf(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text);
}

function madeKeyBody({ key, text }: MadeKey): MadeKeyDto {
  return { ...keyBody(key), key: text };
}

function keyBody(key: ApiKey): KeyDto {
  return {
    id: key.id,
    clientId: key.clientId,
    name: key.name,
    scopes: key.scopes,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    replacesKeyId: key.replacesKeyId,
  };
}
