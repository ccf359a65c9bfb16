/** What demo and dev have in common: the sandbox and the service as processes on this machine, and how they are set up. */
import { readFileSync } from 'node:fs';
import { DEVELOPMENT_SECRETS } from '#libs/platform';
import { freePort, LOOPBACK } from './free-port.js';
import { ManagedProcess } from './managed-process.js';

/** No secret: it opens nothing but a service on this machine that pays with the sandbox's money. */
export const LOCAL_API_KEY = 'salur-local-key-for-this-machine-only';

export const PREFERRED_SANDBOX_PORT = 4010;
export const PREFERRED_SERVICE_PORT = 3000;
const STARTED_WITHIN_MS = 30_000;
/** Characters of output: they may run for days. */
const KEPT = 20_000;

export interface Running {
  readonly process: ManagedProcess;
  readonly url: string;
}

export async function startSandbox(
  environment: Readonly<Record<string, string>> = {},
  port?: number,
  onLine?: (line: string) => void,
  entry = 'programs/sandbox.js',
): Promise<Running> {
  const process = new ManagedProcess({
    keeps: KEPT,
    name: 'the sandbox',
    entry,
    environment: { SANDBOX_PORT: String(port ?? (await freePort(PREFERRED_SANDBOX_PORT))), ...environment },
    onLine,
  });
  return { process, url: await addressOf(process, /listening on (http:\S+)/) };
}

export async function startService(
  environment: Readonly<Record<string, string>>,
  onLine?: (line: string) => void,
  entry = 'programs/api.js',
): Promise<Running> {
  const process = new ManagedProcess({
    keeps: KEPT,
    name: 'the service',
    entry,
    environment: { HOST: LOOPBACK, BOOTSTRAP_API_KEY: LOCAL_API_KEY, ...DEVELOPMENT_SECRETS, ...environment },
    onLine,
  });
  return { process, url: await addressOf(process, /"address":"(http:[^"]+)"/) };
}

async function addressOf(process: ManagedProcess, pattern: RegExp): Promise<string> {
  try {
    return (await process.prints(pattern, STARTED_WITHIN_MS))[1] as string;
  } catch (error) {
    await process.end();
    throw error;
  }
}

/** Where the sandbox calls back; a service that is not there yet is called again. */
export function callbackUrls(serviceUrl: string): Record<string, string> {
  return {
    SANDBOX_DUITKU_CALLBACK_URL: `${serviceUrl}/callbacks/duitku/clearing`,
    SANDBOX_DOKU_UNPAID_URL: `${serviceUrl}/callbacks/doku/unpaid`,
    SANDBOX_DOKU_REFUND_URL: `${serviceUrl}/callbacks/doku/refund`,
  };
}

/** The sandbox's merchants, and a service that takes their callbacks. The sandbox has no hours. */
export function sandboxMerchants(sandboxUrl: string, serviceUrl: string): Record<string, string> {
  return {
    PUBLIC_URL: serviceUrl,
    RAIL_HOURS: 'ignored',
    DUITKU_ENVIRONMENT: 'sandbox',
    DUITKU_BASE_URL: sandboxUrl,
    DUITKU_USER_ID: '3551',
    DUITKU_EMAIL: 'test@chakratechnology.com',
    DUITKU_SECRET_KEY: 'de56f832487bc1ce1de5ff2cfacf8d9486c61da69df6fd61d5537b6b7d6d354d',
    DUITKU_CASH_OUT_BASE_URL: sandboxUrl,
    DOKU_BASE_URL: sandboxUrl,
    DOKU_CLIENT_ID: 'BRN-0240-1657686175289',
    DOKU_CLIENT_SECRET: 'SK-test-secret-0123456789',
    DOKU_PRIVATE_KEY: readFileSync('apps/sandbox/src/doku/fixtures/merchant-private-key.pem', 'utf8'),
    DOKU_AGENT_KEY: 'A41418',
    DOKU_CUSTOMER_NUMBER: '628115678890',
    DOKU_NOTIFICATION_KEY: 'pl6jn16fvkb64fit',
  };
}

/** Something to try at once. The reference is the caller's own and must be new each time, like the key. */
export function curlToTry(serviceUrl: string): string {
  return `curl -s ${serviceUrl}/v1/payouts -H 'Authorization: Bearer ${LOCAL_API_KEY}' \\
  -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s%N)" -H 'Prefer: wait=10' \\
  -d '{"reference":"TRY-'$(date +%s%N)'","amount":50000,"rail":"duitku.online",
       "destination":{"type":"bank_account","bankCode":"014","accountNumber":"8760673566"}}'`;
}
