import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A proxy between the service and PostgreSQL that can lose a COMMIT, or the response to it. Either way the service only sees
 * that its connection breaks.
 */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  /** Which COMMIT from now on is to be swallowed; 0: none. */
  private commitToSwallow = 0;
  private silent = false;
  private silentAfterwards = false;
  private beforeServer = false;
  /** How many were lost so far. */
  swallowed = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param targetUrl a postgres:// URL; `url` of the result is the same through the proxy */
  static async start(targetUrl: string): Promise<TcpProxy> {
    const target = new URL(targetUrl);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const through = new URL(targetUrl);
    through.hostname = '127.0.0.1';
    through.port = String((server.address() as AddressInfo).port);
    const proxy = new TcpProxy(server, through.href);
    server.on('connection', (socket) => proxy.join(socket, connect(Number(target.port), target.hostname)));
    return proxy;
  }

  /**
   * Loses the response to the next COMMIT, or to the one after so many others: the server commits, the service does not learn it.
   *
   * @param thenSilent nothing passes afterwards either, so the service cannot look whether it was committed
   * @param beforeServer the COMMIT itself is lost: the server rolls back
   */
  swallowCommit({ after = 0, thenSilent = false, beforeServer = false } = {}): void {
    this.commitToSwallow = after + 1;
    this.silentAfterwards = thenSilent;
    this.beforeServer = beforeServer;
  }

  /** Half-open: nothing passes in either direction any more, and neither side is notified. */
  goSilent(): void {
    this.silent = true;
    for (const socket of this.sockets) socket.pause();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket, upstream: Socket): void {
    let losing = false;
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      if (this.silent) socket.pause();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes) => {
      // With its closing NUL, so that READ COMMITTED is not taken for it.
      if (this.commitToSwallow > 0 && bytes.includes('COMMIT\0')) {
        this.commitToSwallow -= 1;
        losing = this.commitToSwallow === 0;
      }
      if (losing && this.beforeServer) {
        this.swallowed += 1;
        client.destroy();
        return;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!losing) {
        client.write(bytes);
        return;
      }
      this.swallowed += 1;
      if (this.silentAfterwards) this.goSilent();
      client.destroy();
    });
  }
}
