import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from './sandbox-client.js';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly atMs: number;
}

/** Where callbacks arrive. It returns 200 and SUCCESS unless set otherwise. */
export class CallbackReceiver {
  received: Received[] = [];
  /** The next responses; then SUCCESS again. */
  answers: { status?: number; text?: string; afterMs?: number }[] = [];
  /** How many requests are open now, and the most there were. */
  atOnce = { now: 0, most: 0 };

  private constructor(private readonly server: Server) {}

  static async start(): Promise<CallbackReceiver> {
    const server = createServer();
    const receiver = new CallbackReceiver(server);
    server.on('request', async (request, response) => {
      const { now, most } = receiver.atOnce;
      receiver.atOnce = { now: now + 1, most: Math.max(most, now + 1) };
      const text = Buffer.concat(await request.toArray()).toString();
      receiver.received.push({ headers: request.headers, text, atMs: Date.now() });
      const { status = 200, text: answer = 'SUCCESS', afterMs = 0 } = receiver.answers.shift() ?? {};
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      receiver.atOnce.now -= 1;
      response.writeHead(status).end(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/callback`;
  }

  /** What arrived, as JSON. */
  get bodies(): Json[] {
    return this.received.map(({ text }) => JSON.parse(text));
  }

  /** Waits until that many have arrived. */
  async waitFor(count: number): Promise<void> {
    for (let tries = 0; this.received.length < count; tries += 1) {
      if (tries === 500) throw new Error(`${this.received.length} callbacks arrived, not ${count}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  forget(): void {
    this.received = [];
    this.answers = [];
    this.atOnce = { now: 0, most: 0 };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
