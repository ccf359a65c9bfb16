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

/** Serves the document at /openapi.json and a page to try it at /docs; built at the first request. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => createOpenApiDocument(app), {
    jsonDocumentUrl: DOCUMENT_PATH,
    raw: ['json'],
    customSiteTitle: 'Salur',
    swaggerOptions: { persistAuthorization: false, validatorUrl: null },
  });
}

/**
 * The OpenAPI document and its page need a valid API key, with any scopes. The page about errors stays open: every problem
 * document points to it, and it names no path.
 */
export function requireKeyForDocs(app: NestFastifyApplication): void {
  const authenticate = app.get(Authenticate, { strict: false });
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  server.addHook('onRequest', async (request, reply) => {
    if (!isProtected(request.routeOptions.url)) return;
    try {
      const caller = await authenticate.identify({
        authorization: request.headers.authorization,
        address: () => request.ip,
      });
      (request as FastifyRequest & { caller: Caller }).caller = caller;
    } catch (error) {
      sendProblem(reply, asProblem(error));
      return reply;
    }
  });
}

function isProtected(path: string | undefined): boolean {
  return path === DOCUMENT_PATH || (isPage(path) && path !== ERRORS_PATH);
}
