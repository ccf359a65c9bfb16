/** What demo and dev have in common: the sandbox and the service as processes on this machine, and how they are set up. */
import { freePort, LOOPBACK } from './free-port.js';
import { ManagedProcess } from './managed-process.js';

/** No secret: it opens nothing but a service on this machine that pays with the sandbox's money. */
export const LOCAL_API_KEY = 'salur-local-key-for-this-machine-only';

export const PREFERRED_SANDBOX_PORT = 4010;
export const PREFERRED_SERVICE_PORT = 3000;
const STARTED_WITHIN_MS = 30_000;

export interface Running {
  readonly process: ManagedProcess;
  readonly url: string;
}

export async function startSandbox(
  environment: Readonly<Record<string, string>> = {},
  port?: number,
  onLine?: (line: string) => void,
): Promise<Running> {
  const process = ManagedProcess.start({
    name: 'the sandbox',
    entry: 'apps/sandbox/src/main.js',
    environment: { SANDBOX_PORT: String(port ?? (await freePort(PREFERRED_SANDBOX_PORT))), ...environment },
    onLine,
  });
  return { process, url: await addressOf(process, /listening on (http:\S+)/) };
}

export async function startService(
  environment: Readonly<Record<string, string>>,
  onLine?: (line: string) => void,
): Promise<Running> {
  const process = ManagedProcess.start({
    name: 'the service',
    entry: 'apps/api/src/main.js',
    environment: { HOST: LOOPBACK, BOOTSTRAP_API_KEY: LOCAL_API_KEY, ...environment },
    onLine,
  });
  return { process, url: await addressOf(process, /"address":"(http:[^"]+)"/) };
}

async function addressOf(process: ManagedProcess, pattern: RegExp): Promise<string> {
  try {
    return (await process.prints(pattern, STARTED_WITHIN_MS))[1] as string;
  } catch (error) {
    await process.kill();
    throw error;
  }
}

/** The sandbox's merchant: that of the provider's public document. */
export function sandboxCredentials(sandboxUrl: string): Record<string, string> {
  return {
    DUITKU_ENVIRONMENT: 'sandbox',
    DUITKU_BASE_URL: sandboxUrl,
    DUITKU_USER_ID: '3551',
    DUITKU_EMAIL: 'test@chakratechnology.com',
    DUITKU_SECRET_KEY: 'de56f832487bc1ce1de5ff2cfacf8d9486c61da69df6fd61d5537b6b7d6d354d',
  };
}

/** Something to try at once. The reference is the caller's own and must be new each time, like the key. */
export function curlToTry(serviceUrl: string): string {
  return `curl -s ${serviceUrl}/v1/payouts -H 'Authorization: Bearer ${LOCAL_API_KEY}' \\
  -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s%N)" -H 'Prefer: wait=10' \\
  -d '{"reference":"TRY-'$(date +%s%N)'","amount":50000,
       "destination":{"type":"bank_account","bankCode":"014","accountNumber":"8760673566"}}'`;
}
