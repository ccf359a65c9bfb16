import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { createGzip } from 'node:zlib';
import type { Fault, FaultAction } from './faults.js';
import type { Holds } from './holds.js';

/** Fields that an `echo` fault changes, by their names in the response. */
export type Override = (FaultAction & { kind: 'echo' })['override'];

/** A response as it goes over the wire. */
export interface WrittenAnswer {
  readonly status: number;
  /** Beside content-type (JSON unless named here) and content-length. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON: faults that pad a response add a member before its last brace. */
  readonly text: string;
}

/** What a face answers to one request. */
export interface ProviderAnswer {
  /** The response code, as the log and the books show it. */
  readonly code: string;
  /** The key of what was made, when the request could not know it. */
  readonly disburseId?: string;
  write(): WrittenAnswer;
  /** The same response with other values in these fields. Fields that the response lacks stay out. */
  override(fields: Override): ProviderAnswer;
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Sends the normal response. */
export function sendAnswer(response: ServerResponse, { status, headers, text }: WrittenAnswer): void {
  response.writeHead(status, { ...JSON_TYPE, ...headers, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/**
 * Does to one request what a fault orders. Resolves when done or when the client has left; never throws for a client
 * that leaves, since many faults exist to make it leave.
 * @param answer the normal one, for the faults that end in it or in a part of it.
 */
export async function misbehave(
  response: ServerResponse,
  fault: Fault,
  answer: WrittenAnswer,
  holds: Holds,
): Promise<void> {
  const { action } = fault;
  const socket = response.socket;
  if (!socket || !(await waitWhileOpen(socket, action.delayMs ?? 0))) return;
  switch (action.kind) {
    case 'code':
    case 'echo':
      return sendAnswer(response, answer);
    case 'latency':
      if (await waitWhileOpen(socket, action.latencyMs)) sendAnswer(response, answer);
      return;
    case 'hold':
      if (await holds.hold(fault.id, socket)) sendAnswer(response, answer);
      return;
    case 'drop':
      return drop(response, socket, action, answer);
    case 'raw':
      return sendRaw(response, action);
    case 'big':
      return sendAnswer(response, { ...answer, text: pad(answer.text, action.kilobytes * 1024) });
    case 'gzip_bomb':
      return sendGzipBomb(response, answer, action.megabytes);
    case 'drip':
      return drip(response, socket, answer, action.bytesPerSecond);
    case 'silence':
      return;
    case 'redirect':
      response.writeHead(action.status, { location: action.location, 'content-length': 0 });
      response.end();
      return;
    case 'rate_limit': {
      const body = '{"Message":"Too many requests"}';
      response.writeHead(429, {
        ...JSON_TYPE,
        'retry-after': String(action.retryAfterSeconds),
        'content-length': body.length,
      });
      response.end(body);
    }
  }
}

/** Ends a connection without a response: a reset (RST) or an orderly close (FIN). Node cannot reset below TLS: there it closes. */
export function cutConnection(socket: Socket | null, reset = false): void {
  if (reset && !(socket instanceof TLSSocket)) socket?.resetAndDestroy();
  else socket?.destroy();
}

/** @returns false when the client left meanwhile. */
async function waitWhileOpen(socket: Socket, delayMs: number): Promise<boolean> {
  if (delayMs === 0) return !socket.destroyed;
  const left = new AbortController();
  const leave = () => left.abort();
  socket.once('close', leave);
  try {
    await wait(delayMs, undefined, { signal: left.signal });
    return !socket.destroyed;
  } catch {
    return false;
  } finally {
    socket.off('close', leave);
  }
}

function drop(
  response: ServerResponse,
  socket: Socket,
  action: FaultAction & { kind: 'drop' },
  { status, headers, text }: WrittenAnswer,
): void {
  if (action.when === 'before_answer') {
    cutConnection(socket, action.reset);
    return;
  }
  const bytes = Buffer.from(text);
  response.writeHead(status, { ...JSON_TYPE, ...headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length / 2), () => cutConnection(socket, action.reset));
}

function sendRaw(response: ServerResponse, action: FaultAction & { kind: 'raw' }): void {
  const body = action.bodyBase64 ? Buffer.from(action.bodyBase64, 'base64') : Buffer.from(action.body ?? '');
  const ownLength = Object.keys(action.headers ?? {}).some((name) => name.toLowerCase() === 'content-length');
  response.writeHead(action.status, { ...(ownLength ? {} : { 'content-length': body.length }), ...action.headers });
  response.end(body);
}

// One more member at the end keeps the response valid JSON with every documented field at its place.
const PADDING_START = ',"padding":"';

function pad(text: string, bytes: number): string {
  return `${text.slice(0, -1)}${PADDING_START}${'A'.repeat(bytes)}"}`;
}

async function sendGzipBomb(
  response: ServerResponse,
  { status, headers, text }: WrittenAnswer,
  megabytes: number,
): Promise<void> {
  const megabyte = Buffer.alloc(1024 * 1024, 'A');
  function* inflated() {
    yield Buffer.from(text.slice(0, -1) + PADDING_START);
    for (let sent = 0; sent < megabytes; sent += 1) yield megabyte;
    yield Buffer.from('"}');
  }
  response.writeHead(status, { ...JSON_TYPE, ...headers, 'content-encoding': 'gzip' });
  await pipeline(Readable.from(inflated()), createGzip({ level: 9 }), response).catch(ignoreLeaving);
}

async function drip(
  response: ServerResponse,
  socket: Socket,
  { status, headers, text }: WrittenAnswer,
  bytesPerSecond: number,
): Promise<void> {
  const bytes = Buffer.from(text);
  // Above 20 bytes a second several leave together: a timer per byte could not keep that pace.
  const chunkBytes = Math.max(1, Math.floor(bytesPerSecond / 20));
  response.writeHead(status, { ...JSON_TYPE, ...headers, 'content-length': bytes.length });
  response.flushHeaders();
  for (let sent = 0; sent < bytes.length; sent += chunkBytes) {
    if (!(await waitWhileOpen(socket, (1000 * chunkBytes) / bytesPerSecond))) return;
    response.write(bytes.subarray(sent, sent + chunkBytes));
  }
  response.end();
}

function ignoreLeaving(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE' && error.code !== 'ECONNRESET' && error.code !== 'EPIPE') throw error;
}
