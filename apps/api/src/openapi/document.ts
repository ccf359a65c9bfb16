import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Authenticate, type Caller } from '#libs/clients';
import { asProblem, ERRORS_PATH, sendProblem } from '../http/problem-response.js';
import { isPage } from '../http/security-headers.js';
import { WEBHOOKS, WebhookPayoutEventDto, WebhookTestEventDto } from './describe-events.js';
import { finishDocument } from './finish-document.js';

const DESCRIPTION = `Payouts in rupiah through every provider by one API. A payout is never paid twice and never lost, and
every final status names its proof.

* Every path except health and documentation needs \`Authorization: Bearer <api key>\`.
* Amounts are JSON integers of whole rupiah, at most 9,007,199,254,740,991 (2^53 - 1): exact as a JavaScript \`number\` or a
  64-bit integer. Times are ISO 8601 in UTC.
* A request may have the described keys only. Responses have exactly the described keys in this version; later versions may add
  keys, which a client should ignore.
* Errors are RFC 9457 problem documents with a stable \`code\`: see [/docs/errors](/docs/errors).`;

/** The OpenAPI document of the whole app. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setTitle('Salur')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addServer('/', 'The service that serves this document.')
    .addTag('payouts', 'Create, read, confirm, cancel, check and resolve payouts.')
    .addTag('reference', 'Banks, rails and balances.')
    .addTag('calendar', 'The days on which banks settle.')
    .addTag('clients', 'Clients, their API keys and their daily limits. For the scope `admin`.')
    .addTag('audit', 'The changes that people and API keys made. For the scope `audit:read` or `admin`.')
    .addTag('webhooks', 'Endpoints that receive events when payouts move, and their deliveries.')
    .addTag('reconciliation', 'Statements of providers, and where they differ from payouts.')
    .addTag('health', 'Probes for the platform that runs the service. No key.')
    .addTag('metrics', 'Metrics of the service for Prometheus. For the scope `metrics:read`.')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'opaque', description: 'An API key.' }, 'apiKey')
    .build();
  // The builder knows a `url` only; OpenAPI 3.1 has an SPDX identifier as well.
  const license = { name: 'UNLICENSED', identifier: 'LicenseRef-UNLICENSED' };
  about.info.license = license;
  const document = SwaggerModule.createDocument(app, about, {
    autoTagControllers: false,
    extraModels: [WebhookPayoutEventDto, WebhookTestEventDto],
  });
  return finishDocument({ ...document, webhooks: WEBHOOKS });
}

/** Where the document is served. */
export const DOCUMENT_PATH = '/openapi.json';

interface ExampleRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  body?: unknown;
}

/**
 * Runs in the browser, so it uses nothing but its argument: an example that is tried with its own Idempotency-Key gets a fresh key and a
 * fresh reference. Without that the second try of it would be refused, because both are unique.
 */
function renewExample(request: ExampleRequest): ExampleRequest {
  const { headers } = request;
  if (headers?.['Idempotency-Key'] !== 'b6a1c1de-9a3c-4d0e-8a1b-0f5f2f6f7a10') return request;
  const fresh = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
  headers['Idempotency-Key'] = `docs-${fresh}`;
  if (typeof request.body === 'string')
    request.body = request.body.replace(/DOCS-EXAMPLE-\d{4}/, `DOCS-EXAMPLE-${fresh}`);
  return request;
}

/** Serves the document at /openapi.json and a page to try it at /docs; built at the first request. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => createOpenApiDocument(app), {
    jsonDocumentUrl: DOCUMENT_PATH,
    raw: ['json'],
    customSiteTitle: 'Salur',
    swaggerOptions: { persistAuthorization: false, validatorUrl: null, requestInterceptor: renewExample },
  });
}

/** A browser asks for a name and a password at this, which people can give; a bearer token they cannot. */
const PASSWORD_WANTED = 'Basic realm="Salur: an API key as the password", charset="UTF-8"';

/**
 * The OpenAPI document and its page need a valid API key, with any scopes: as a bearer token, or as the password that a browser asks
 * for. Only these pages take it as a password. The page about errors stays open: every problem document points to it, and it names no
 * path.
 */
export function requireKeyForDocs(app: NestFastifyApplication): void {
  const authenticate = app.get(Authenticate, { strict: false });
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  server.addHook('onRequest', async (request, reply) => {
    if (!isProtected(request.routeOptions.url)) return;
    try {
      const caller = await authenticate.identify({
        authorization: bearerOf(request.headers.authorization),
        address: () => request.ip,
      });
      (request as FastifyRequest & { caller: Caller }).caller = caller;
    } catch (error) {
      sendProblem(reply, asProblem(error));
      return reply;
    }
  });
  server.addHook('onSend', async (request, reply) => {
    const isBrowser = request.headers.accept?.includes('text/html');
    if (isBrowser && reply.statusCode === 401 && isProtected(request.routeOptions.url))
      reply.header('www-authenticate', PASSWORD_WANTED);
  });
}

/** `Basic <base64 of name:key>` as `Bearer <key>`; anything else as it is. */
function bearerOf(authorization: string | undefined): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,1024})$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return authorization;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return `Bearer ${text.slice(text.indexOf(':') + 1)}`;
}

function isProtected(path: string | undefined): boolean {
  return path === DOCUMENT_PATH || (isPage(path) && path !== ERRORS_PATH);
}
