/** What OpenAPI says of the handlers for clients and their keys. */
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ChangeClientDto, ClientDto, ClientPageDto, CreateClientDto } from '../clients/clients.dto.js';
import { CreateKeyDto, KeyDto, KeyPageDto, MadeKeyDto, RotateKeyDto } from '../clients/keys.dto.js';
import { PageQuery } from '../lists/page.js';
import { BODY_PROBLEMS, pickHeaders, WithApiKey } from './answers.js';
import { queryParameters } from './query-parameters.js';

const Clients = () => ApiTags('clients');
const Id = (of: 'client' | 'key') =>
  ApiParam({ name: 'id', description: `Of the ${of}.`, schema: { type: 'string', format: 'uuid' } });
const Paged = () => applyDecorators(...queryParameters(PageQuery, ['limit', 'cursor']));

const WITHIN = 'This replica applies it at once, others within 5 seconds.';

export const DescribeCreateClient = () =>
  applyDecorators(
    Clients(),
    ApiOperation({ operationId: 'createClient', summary: 'Create a client', description: 'It has no keys yet.' }),
    ApiBody({ type: CreateClientDto }),
    ApiResponse({ status: 201, type: ClientDto, description: 'The client.', headers: pickHeaders('Location') }),
    WithApiKey(...BODY_PROBLEMS, 'duplicate_name', 'managed_by_configuration'),
  );

export const DescribeClients = () =>
  applyDecorators(
    Clients(),
    ApiOperation({ operationId: 'listClients', summary: 'List clients', description: 'Oldest first, page by page.' }),
    Paged(),
    ApiResponse({ status: 200, type: ClientPageDto, description: 'One page.', headers: pickHeaders() }),
    WithApiKey('validation_failed', 'invalid_cursor'),
  );

export const DescribeClient = () =>
  applyDecorators(
    Clients(),
    Id('client'),
    ApiOperation({ operationId: 'getClient', summary: 'Read a client' }),
    ApiResponse({ status: 200, type: ClientDto, description: 'The client.', headers: pickHeaders() }),
    WithApiKey('not_found'),
  );

export const DescribeChangeClient = () =>
  applyDecorators(
    Clients(),
    Id('client'),
    ApiOperation({
      operationId: 'changeClient',
      summary: 'Change, suspend or resume a client',
      description: `Absent fields stay; \`limits\` and \`allowedAddresses\` are replaced as a whole. Limits apply from the next payout on and count the payouts of today. ${WITHIN}`,
    }),
    ApiBody({ type: ChangeClientDto }),
    ApiResponse({ status: 200, type: ClientDto, description: 'The client after the change.', headers: pickHeaders() }),
    WithApiKey('not_found', 'duplicate_name', 'managed_by_configuration', ...BODY_PROBLEMS),
  );

export const DescribeCreateKey = () =>
  applyDecorators(
    Clients(),
    Id('client'),
    ApiOperation({
      operationId: 'createKey',
      summary: 'Create an API key',
      description:
        'The response is the only one that has the key itself. If it is lost, revoke the key and create another.',
    }),
    ApiBody({ type: CreateKeyDto }),
    ApiResponse({ status: 201, type: MadeKeyDto, description: 'The key.', headers: pickHeaders() }),
    WithApiKey('not_found', 'managed_by_configuration', ...BODY_PROBLEMS),
  );

export const DescribeKeys = () =>
  applyDecorators(
    Clients(),
    Id('client'),
    ApiOperation({
      operationId: 'listKeys',
      summary: 'List the API keys of a client',
      description: 'Oldest first, page by page, expired and revoked keys too. Never the keys themselves.',
    }),
    Paged(),
    ApiResponse({ status: 200, type: KeyPageDto, description: 'One page.', headers: pickHeaders() }),
    WithApiKey('validation_failed', 'invalid_cursor', 'not_found'),
  );

export const DescribeRotateKey = () =>
  applyDecorators(
    Clients(),
    Id('key'),
    ApiOperation({
      operationId: 'rotateKey',
      summary: 'Rotate an API key',
      description:
        'Creates a key with the same scopes. Both work until the overlap ends; then the old key expires. A key can be rotated once.',
    }),
    ApiBody({ type: RotateKeyDto }),
    ApiResponse({ status: 201, type: MadeKeyDto, description: 'The new key.', headers: pickHeaders() }),
    WithApiKey('not_found', 'key_not_rotatable', 'managed_by_configuration', ...BODY_PROBLEMS),
  );

export const DescribeRevokeKey = () =>
  applyDecorators(
    Clients(),
    Id('key'),
    ApiOperation({
      operationId: 'revokeKey',
      summary: 'Revoke an API key, for good',
      description: `A key that is revoked already stays as it is. ${WITHIN}`,
    }),
    ApiResponse({ status: 200, type: KeyDto, description: 'The key after the change.', headers: pickHeaders() }),
    WithApiKey('not_found', 'managed_by_configuration'),
  );
