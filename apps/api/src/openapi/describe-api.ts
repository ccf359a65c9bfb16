import type { OpenAPIObject } from '@nestjs/swagger';
import { createLogger } from '#libs/platform';
import { readConfiguration } from '#libs/providers';
import { createApp } from '../create-app.js';
import { createOpenApiDocument } from './document.js';

/** The OpenAPI document, from an app that is put together but neither started nor connected. */
export async function describeApi(): Promise<OpenAPIObject> {
  const configuration = readConfiguration({});
  const logger = createLogger({ logLevel: 'error' });
  const { app } = await createApp({ configuration, databaseUrl: 'postgres://not-used', logger, preview: true });
  return createOpenApiDocument(app);
}
