/**
 * Sends so many signed clearing callbacks a second for so long and prints its figures as one JSON line. They leave at their
 * times whether or not earlier ones are answered, over bare sockets, so that the load costs the service's processor as
 * little as it can. A callback that finds no free connection waits for one, and its waiting counts.
 *
 * usage: node load-callbacks.js <url> <email> <secret key> <per second> <seconds> <first number>
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { quantile } from './measure.js';

/** What one run gave. Times are from when a callback should have left to the end of its answer. */
export interface CallbackRun {
  readonly answered: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly failures: number;
}

const CONNECTIONS = 64;

const [url, email, secretKey, perSecond, seconds, firstNumber] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const target = new URL(url);
const count = Number(perSecond) * Number(seconds);

function requestOf(number: number): string {
  const fields = ['014', '8760673566', 'Test Account', '000000001278', '50000', String(number)];
  const signature = createHash('sha256')
    .update(`${email}${fields.join('')}${secretKey}`)
    .digest('hex');
  const [bankCode, bankAccount, accountName, custRefNumber, amountTransfer, disburseId] = fields;
  const body = JSON.stringify({
    disburseId,
    userId: 3551,
    email,
    bankCode,
    bankAccount,
    amountTransfer,
    accountName,
    custRefNumber,
    statusCode: '00',
    statusDesc: 'Success',
    errorMessage: '',
    signature,
  });
  return `POST /callbacks/duitku/clearing HTTP/1.1\r\nHost: ${target.host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const latenciesMs: number[] = [];
let failures = 0;
const free: Connection[] = [];
const waiting: { request: string; dueMs: number }[] = [];

class Connection {
  private received = '';
  private dueMs = 0;

  constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.read(bytes));
    socket.on('error', (error) => {
      throw error;
    });
  }

  send(request: string, dueMs: number): void {
    this.received = '';
    this.dueMs = dueMs;
    this.socket.write(request);
  }

  close(): void {
    this.socket.destroy();
  }

  private read(bytes: Buffer): void {
    this.received += bytes.toString('latin1');
    const headEnd = this.received.indexOf('\r\n\r\n');
    const length = /content-length: (\d+)/i.exec(this.received)?.[1];
    if (headEnd < 0 || length === undefined || this.received.length < headEnd + 4 + Number(length)) return;
    latenciesMs.push(performance.now() - this.dueMs);
    if (!this.received.startsWith('HTTP/1.1 200')) failures += 1;
    const next = waiting.shift();
    if (next === undefined) free.push(this);
    else this.send(next.request, next.dueMs);
  }
}

for (let index = 0; index < CONNECTIONS; index += 1) {
  const socket = connect(Number(target.port), target.hostname);
  await once(socket, 'connect');
  free.push(new Connection(socket));
}
const requests = Array.from({ length: count }, (_, index) => requestOf(Number(firstNumber) + index));

const startedAt = performance.now();
let sent = 0;
let lastSentAt = startedAt;
while (latenciesMs.length < count) {
  for (; sent < count; sent += 1) {
    const dueMs = startedAt + (sent / Number(perSecond)) * 1_000;
    if (dueMs > performance.now()) break;
    const request = requests[sent] as string;
    // In turn: the server ends connections on which nothing comes for 10 seconds.
    const connection = free.shift();
    if (connection === undefined) waiting.push({ request, dueMs });
    else connection.send(request, dueMs);
    lastSentAt = performance.now();
  }
  await new Promise((resolve) => setTimeout(resolve, 1));
}
for (const connection of free) connection.close();
const run: CallbackRun = {
  answered: latenciesMs.length,
  perSecond: (count / (lastSentAt - startedAt)) * 1_000,
  p50Ms: quantile(latenciesMs, 0.5),
  p99Ms: quantile(latenciesMs, 0.99),
  maxMs: Math.max(...latenciesMs),
  failures,
};
console.log(JSON.stringify(run));
