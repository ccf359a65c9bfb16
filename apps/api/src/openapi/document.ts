import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
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
    .addTag('audit', 'The changes that people and API keys made. For the scope `admin`.')
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
