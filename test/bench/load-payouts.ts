/**
 * Sends POST /v1/payouts over so many connections for so long and prints its figures as one JSON line. A process of its
 * own and written on bare sockets, so that the load costs the service's processor as little as it can.
 *
 * usage: node load-payouts.js <url> <api key> <connections> <milliseconds>
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { runOf } from './measure.js';

const [url, apiKey, connections, durationMs] = process.argv.slice(2) as [string, string, string, string];
const target = new URL(url);
const run = randomUUID();
let sequence = 0;

function nextRequest(): string {
  sequence += 1;
  const body = JSON.stringify({
    reference: `${run}-${sequence}`,
    amount: 50_000 + (sequence % 1_000),
    rail: 'duitku.online',
    destination: {
      type: 'bank_account',
      bankCode: '014',
      accountNumber: '8760673566',
      accountHolderName: 'Test Account',
    },
    purpose: 'Invoice 2026-11',
    sender: { id: '42', name: 'Finance', phoneNumber: '081234567890' },
    metadata: { department: 'procurement', batch: '7' },
  });
  return `POST /v1/payouts HTTP/1.1\r\nHost: ${target.host}\r\nAuthorization: Bearer ${apiKey}\r\nIdempotency-Key: ${run}-${sequence}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const latenciesMs: number[] = [];
let failures = 0;

/** One connection: sends a request, waits for its whole answer, sends the next. */
function loop(until: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(target.port), target.hostname);
    let received = '';
    let startedAt = 0;
    const send = () => {
      received = '';
      startedAt = performance.now();
      socket.write(nextRequest());
    };
    socket.setNoDelay(true);
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = /content-length: (\d+)/i.exec(received)?.[1];
      if (length === undefined || received.length < headEnd + 4 + Number(length)) return;
      if (!received.startsWith('HTTP/1.1 201')) failures += 1;
      latenciesMs.push(performance.now() - startedAt);
      if (performance.now() < until) send();
      else {
        socket.destroy();
        resolve();
      }
    });
  });
}

const startedAt = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, () => loop(startedAt + Number(durationMs))));
console.log(JSON.stringify(runOf(latenciesMs, performance.now() - startedAt, failures)));
