/**
 * A receiver of webhooks that costs as little as it can: answers 200 to every POST, and on GET returns how many events came
 * and how long each took from the move of its payout to its arrival. Prints its port.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { quantile } from './measure.js';

/** What has arrived since the last reset. Repeated events count once. */
export interface Arrivals {
  readonly events: number;
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** From the first to the last request. */
  readonly spanMs: number;
}

let ids = new Set<string>();
let lagsMs: number[] = [];
let firstAt = 0;
let lastAt = 0;

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    const arrivals: Arrivals = {
      events: ids.size,
      requests: lagsMs.length,
      p50Ms: quantile(lagsMs, 0.5),
      p99Ms: quantile(lagsMs, 0.99),
      maxMs: lagsMs.reduce((most, lagMs) => Math.max(most, lagMs), 0),
      spanMs: lastAt - firstAt,
    };
    if (request.url === '/reset') {
      ids = new Set();
      lagsMs = [];
      firstAt = 0;
    }
    response.end(JSON.stringify(arrivals));
    return;
  }
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => {
    response.end();
    const timestamp = /"timestamp":"([^"]+)"/.exec(body)?.[1] ?? '';
    lastAt = Date.now();
    firstAt ||= lastAt;
    ids.add(request.headers['webhook-id'] as string);
    lagsMs.push(lastAt - Date.parse(timestamp));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
