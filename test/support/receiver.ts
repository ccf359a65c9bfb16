import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A request that arrived. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

type Answer = (response: ServerResponse, received: Received) => void;

/** Answers 200. */
export const TAKE: Answer = (response) => void response.end();
/** Never answers. */
export const SAY_NOTHING: Answer = () => undefined;
export const answerWith =
  (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(body);

/** A client's receiver of webhooks, in this process. */
export class Receiver {
  readonly received: Received[] = [];
  answer: Answer = TAKE;

  private constructor(private readonly server: Server) {}

  /** @param port 0: a free one */
  static async open(port = 0): Promise<Receiver> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const received = { path: request.url ?? '', headers: request.headers, body, at: Date.now() };
        receiver.received.push(received);
        receiver.answer(response, received);
      });
    });
    const receiver = new Receiver(server);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(path = '/webhooks'): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies and fail on what is not there
type Json = any;

/** The body, if the reference library finds it signed with this secret. @throws WebhookVerificationError */
export function verified({ body, headers }: Received, secret: string): Json {
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}
