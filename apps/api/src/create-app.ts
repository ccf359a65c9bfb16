import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Logger as NestLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import { ProcessMetrics } from '#libs/metrics';
import { createLogger } from '#libs/platform';
import { type Configuration, readConfiguration } from '#libs/providers';
import { AppModule } from './app.module.js';
import { createHttpAdapter } from './http/http-adapter.js';
import type { KnownPaths } from './http/known-paths.js';
import { accessLogTo, countResponsesIn } from './http/note-response.js';
import { ProblemFilter } from './http/problem-response.js';
import { Stopping } from './http/stopping.js';
import { createOpenApiDocument, requireKeyForDocs, serveOpenApi } from './openapi/document.js';

export interface AppOptions {
  readonly configuration: Configuration;
  readonly databaseUrl: string;
  readonly logger: Logger;
  /** Builds the app only to print its document: nothing is started or connected. */
  readonly preview?: boolean;
  /** Additional controllers: tests need handlers that fail. */
  readonly controllers?: readonly Type[];
}

export interface App {
  readonly app: NestFastifyApplication;
  readonly stopping: Stopping;
  /** Every route that the HTTP server has. */
  readonly paths: KnownPaths;
}

/** Puts the app together, connected to its database but not listening yet. */
export async function createApp(options: AppOptions): Promise<App> {
  const { configuration, databaseUrl, logger, preview = false, controllers = [] } = options;
  const stopping = new Stopping();
  const metrics = new ProcessMetrics();
  const { settings } = configuration;
  const afterResponse = [accessLogTo(logger), countResponsesIn(metrics)];
  const { adapter, paths } = await createHttpAdapter({ stopping, afterResponse, settings });
  const module = AppModule.register({ configuration, databaseUrl, logger, stopping, metrics, controllers });
  // Until our logger is set Nest logs nothing: what it throws is reported once, by the code that catches it.
  const nestOptions = { bodyParser: false, logger: false as const, abortOnError: false, preview };
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, nestOptions);
  if (preview) return { app, paths, stopping };
  app.useLogger(app.get(NestLogger));
  app.useGlobalFilters(new ProblemFilter());
  // In production the API docs need a key.
  if (settings.environment === 'production') requireKeyForDocs(app);
  serveOpenApi(app);
  return { app, paths, stopping };
}

/** The OpenAPI document, from an app that is put together but neither started nor connected. */
export async function describeApi(): Promise<OpenAPIObject> {
  const configuration = readConfiguration({});
  const logger = createLogger({ logLevel: 'error' });
  const { app } = await createApp({ configuration, databaseUrl: 'postgres://not-used', logger, preview: true });
  return createOpenApiDocument(app);
}
