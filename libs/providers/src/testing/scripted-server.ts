/** An HTTP server that a test controls, and that records its requests. */

import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

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
  /** Set by the test: how to respond to each request. */
  script: (request: SeenRequest) => Behaviour = () => reply({ httpStatus: 404 });
  /** Set by the test: what to do with a connection before anything is read from it. */
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

/** A complete response; by default JSON with status 200. */
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

/** A new untrusted certificate, so that the tests contain no private key. */
export function selfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'));
  const commonName = Buffer.from('0603550403', 'hex');
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from('localhost')))));
  const validity = sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')));
  const version3 = der(0xa0, der(0x02, Buffer.from([2])));
  const serialNumber = der(0x02, Buffer.from([1]));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const toBeSigned = sequence(version3, serialNumber, ecdsaWithSha256, name, validity, name, spki);
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toBeSigned, privateKey));
  const certificate = sequence(toBeSigned, ecdsaWithSha256, signature);
  const base64 = certificate.toString('base64').replace(/(.{64})/g, '$1\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

/** One DER value: tag, length, contents. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const contents = Buffer.concat(parts);
  const { length } = contents;
  const header =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(header), contents]);
}
