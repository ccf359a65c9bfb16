/** An HTTP server that does what a test tells it to, and remembers what it saw. */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { selfSigned } from './self-signed.js';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Number of the connection that it came on. */
  readonly connection: number;
}

/** Answers one request, well or badly. */
export type Behaviour = (response: ServerResponse, request: SeenRequest) => void;

export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  /** Protocols that TLS clients offered, one list per handshake. */
  readonly offeredProtocols: string[][] = [];
  connections = 0;
  /** Told by the test: what to do with each request. */
  script: (request: SeenRequest) => Behaviour = () => reply({ httpStatus: 404 });
  /** Told by the test: what to do with a connection before anything is read from it. */
  onConnection: (socket: Socket) => void = () => {};

  readonly #server: Server;
  readonly #numbers = new WeakMap<Socket, number>();

  private constructor(
    readonly scheme: 'http' | 'https',
    tls: ServerOptions,
  ) {
    const listener = (request: import('node:http').IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const seen: SeenRequest = {
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks),
          connection: this.#numbers.get(request.socket) ?? 0,
        };
        this.requests.push(seen);
        this.script(seen)(response, seen);
      });
    };
    const ALPNCallback = ({ protocols }: { protocols: string[] }) => {
      this.offeredProtocols.push(protocols);
      return 'http/1.1';
    };
    this.#server =
      scheme === 'http' ? createServer(listener) : createTlsServer({ ...selfSigned(), ...tls, ALPNCallback }, listener);
    this.#server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#numbers.set(socket, this.connections);
      socket.on('error', () => {});
      this.onConnection(socket);
    });
  }

  /** @param tls of https: another certificate than a fresh one of its own making, older versions */
  static async start(scheme: 'http' | 'https' = 'http', tls: ServerOptions = {}): Promise<ScriptedServer> {
    const server = new ScriptedServer(scheme, tls);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A whole answer; JSON with status 200 unless told otherwise. */
export function reply(answer: {
  httpStatus?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}): Behaviour {
  return (response) => {
    const body = Buffer.from(answer.body ?? '');
    const headers = { 'content-type': 'application/json', 'content-length': body.length, ...answer.headers };
    response.writeHead(answer.httpStatus ?? 200, headers).end(body);
  };
}
