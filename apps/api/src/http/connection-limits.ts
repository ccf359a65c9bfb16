import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import { AddressList, type Settings, unmapped } from '#libs/platform';

/** Longer than the 60 s that load balancers keep idle connections, so that they close first and never meet a closed one. */
export const KEEP_ALIVE_MS = 65_000;
/** Near the limit a connection is worth more to another client than to the one that may use it again. */
const KEEP_ALIVE_NEAR_LIMIT_MS = 5_000;
/** The part of the connections above which the limit is near. */
const NEAR = 0.8;
/** Node itself refuses connections only so many above the limit: until a socket that was closed has gone, it counts. */
const NODE_LIMIT_ABOVE = 1_000;
const WARN_EVERY_MS = 60_000;

type ConnectionSettings = Pick<Settings, 'httpConnections' | 'httpConnectionsPerAddress' | 'trustedProxies'>;

/** The connections of one address; those without a request, the longest idle first. */
class Holder {
  readonly idle = new Set<Socket>();
  count = 0;

  /** @param most its share; null: any number */
  constructor(readonly most: number | null) {}
}

/**
 * How many connections the server has, and how many of them one address. At a limit the connection that has been without a request longest makes
 * room for a new one: of the same address at its limit, of the address that has the most when all are taken. A connection with a request is
 * never closed; when there are only those, the new one is.
 */
export class ConnectionLimits {
  private readonly logger = new Logger(ConnectionLimits.name);
  private readonly holders = new Map<string, Holder>();
  private readonly requests = new WeakMap<Socket, number>();
  private readonly proxies: AddressList;
  private count = 0;
  private warnedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly server: Server,
    private readonly settings: ConnectionSettings,
  ) {
    this.proxies = new AddressList(settings.trustedProxies);
    server.maxConnections = settings.httpConnections + NODE_LIMIT_ABOVE;
    server.on('connection', (socket: Socket) => this.opened(socket));
    server.on('request', (request, response) => this.begins(request, response));
  }

  private opened(socket: Socket): void {
    // Read now, so that Node still knows it when the client has gone before its request is parsed.
    const address = holderOf(socket);
    let holder = this.holders.get(address);
    if (holder === undefined) {
      // Behind a proxy are all clients of its own.
      const most = this.proxies.has(address) ? null : this.settings.httpConnectionsPerAddress;
      holder = new Holder(most);
      this.holders.set(address, holder);
    }
    if (!this.hasRoom(holder)) {
      if (holder.count === 0) this.holders.delete(address);
      this.warn(address);
      socket.destroy();
      return;
    }
    this.add(address, holder, socket);
  }

  private add(address: string, holder: Holder, socket: Socket): void {
    holder.count += 1;
    this.count += 1;
    holder.idle.add(socket);
    this.setKeepAlive();
    socket.once('close', () => {
      holder.count -= 1;
      this.count -= 1;
      holder.idle.delete(socket);
      if (holder.count === 0) this.holders.delete(address);
      this.setKeepAlive();
    });
  }

  private begins({ socket }: IncomingMessage, response: ServerResponse): void {
    const holder = this.holders.get(holderOf(socket));
    holder?.idle.delete(socket);
    // A client may send its next request before the response to this one.
    this.requests.set(socket, (this.requests.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (this.requests.get(socket) ?? 1) - 1;
      this.requests.set(socket, left);
      if (left === 0 && !socket.destroyed) holder?.idle.add(socket);
    });
  }

  /** Makes room, if there is none. @returns whether there is */
  private hasRoom(holder: Holder): boolean {
    if (holder.most !== null && holder.count >= holder.most) return closeLongestIdle(holder);
    if (this.count < this.settings.httpConnections) return true;
    let largest: Holder | null = null;
    for (const each of this.holders.values())
      if (each.idle.size > 0 && (largest === null || each.count > largest.count)) largest = each;
    return largest !== null && closeLongestIdle(largest);
  }

  private setKeepAlive(): void {
    const isNear = this.count > this.settings.httpConnections * NEAR;
    this.server.keepAliveTimeout = isNear ? KEEP_ALIVE_NEAR_LIMIT_MS : KEEP_ALIVE_MS;
  }

  private warn(address: string): void {
    if (performance.now() - this.warnedAtMs < WARN_EVERY_MS) return;
    this.warnedAtMs = performance.now();
    const { count: connections } = this;
    this.logger.warn({ address, connections, msg: 'a connection is refused: all that there may be have a request' });
  }
}

/** An IPv6 host has a network of its own, of 64 bits, and may take any address in it. */
function holderOf({ remoteAddress }: Socket): string {
  return normalizeIp(unmapped(remoteAddress ?? ''), 64);
}

/** Its close counts at once, so that the next connection finds the room. */
function closeLongestIdle({ idle }: Holder): boolean {
  const [longest] = idle;
  if (longest === undefined) return false;
  idle.delete(longest);
  longest.destroy();
  return true;
}
