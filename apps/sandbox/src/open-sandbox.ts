import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Books } from './books.js';
import { Outage } from './holds.js';
import { cutConnection } from './misbehave.js';
import { RequestLog } from './request-log.js';
import { sandboxModule } from './sandbox.module.js';
import type { SandboxSettings } from './sandbox.settings.js';
import { stepOf } from './steps.js';

/** A sandbox that is listening. */
export interface OpenSandbox {
  /** Base URL with the real port, no slash at the end. */
  readonly url: string;
  /** Destroys the open sockets, held requests included, finishes the books file and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts a sandbox.
 * @throws Error when the books file is damaged or the port is taken.
 */
export async function openSandbox(settings: SandboxSettings): Promise<OpenSandbox> {
  const adapter = new FastifyAdapter({ forceCloseConnections: true, ...(settings.tls && { https: settings.tls }) });
  const app = await NestFactory.create<NestFastifyApplication>(sandboxModule(settings), adapter, {
    bodyParser: false,
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  keepBodiesRaw(adapter);
  cutRequestsDuringOutage(adapter, app.get(Outage), app.get(RequestLog));
  await app.listen(settings.port, settings.host);
  return {
    url: (await app.getUrl()).replace('[::1]', '127.0.0.1').replace(/^https?/, settings.tls ? 'https' : 'http'),
    close: async () => {
      await app.close();
      await app.get(Books).close();
    },
  };
}

// Signatures cover numbers as they were written and the books keep the hash of the bytes: nothing may parse them before.
function keepBodiesRaw(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

function cutRequestsDuringOutage(adapter: FastifyAdapter, outage: Outage, log: RequestLog): void {
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    const step = outage.on ? stepOf(request.url) : undefined;
    if (!step) return done();
    const remotePort = request.socket.remotePort ?? null;
    log.add({ step, bankAccount: '', disburseId: '', at: new Date().toISOString(), remotePort, answered: 'outage' });
    reply.hijack();
    cutConnection(request.raw.socket);
  });
}
