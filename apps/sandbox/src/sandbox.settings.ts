import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type DokuSettings, readDokuSettings } from './doku/doku.settings.js';

/** The settings of one sandbox. All have defaults, so it starts with no environment at all. */
export interface SandboxSettings {
  readonly host: string;
  /** 0 lets the system choose; the real port is printed at start. */
  readonly port: number;
  /** The certificate and its private key, PEM; null serves plain http. */
  readonly tls: TlsIdentity | null;
  /** Where the books are kept, one JSON record a line. Without it they live in memory only. */
  readonly booksFile: string | null;
  /** Receives each transfer request before it is booked, see `provider-calls.ts`. */
  readonly receiptHook: string | null;
  /** Where callbacks go whose requests name no URL; null: nowhere. */
  readonly callbackUrls: {
    readonly duitkuClearing: string | null;
    readonly dokuUnpaid: string | null;
    readonly dokuRefund: string | null;
  };
  /** How long after a transfer its callback leaves, unless ordered otherwise. */
  readonly callbackDelayMs: number;
  readonly duitku: DuitkuCredentials;
  readonly doku: DokuSettings;
}

/** What the sandbox presents to clients over TLS. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

/** The one merchant of this sandbox. The defaults are the test merchant of Duitku's public document. */
export interface DuitkuCredentials {
  readonly userId: string;
  readonly email: string;
  readonly secretKey: string;
}

/** Injection token: the settings are an interface, and Nest injects by value. */
export const SANDBOX_SETTINGS = Symbol('SANDBOX_SETTINGS');

/**
 * Reads the settings from environment variables.
 * @throws Error naming every unusable variable and what it should hold.
 */
export function readSettings(env: Record<string, string | undefined>): SandboxSettings {
  const problems: string[] = [];
  const port = env.SANDBOX_PORT || '4010';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535)
    problems.push('SANDBOX_PORT must be a port number from 0 to 65535');
  const tls = readTlsIdentity(env, problems);
  const readUrl = (name: string) => {
    const url = env[name] || null;
    if (url !== null && !isHttpUrl(url)) problems.push(`${name} must be an http or https URL`);
    return url;
  };
  const receiptHook = readUrl('SANDBOX_RECEIPT_HOOK');
  const callbackUrls = {
    duitkuClearing: readUrl('SANDBOX_DUITKU_CALLBACK_URL'),
    dokuUnpaid: readUrl('SANDBOX_DOKU_UNPAID_URL'),
    dokuRefund: readUrl('SANDBOX_DOKU_REFUND_URL'),
  };
  const callbackDelay = env.SANDBOX_CALLBACK_DELAY || '1000';
  if (!/^\d{1,6}$/.test(callbackDelay)) problems.push('SANDBOX_CALLBACK_DELAY must be milliseconds from 0 to 999999');
  const userId = env.SANDBOX_DUITKU_USER_ID || '3551';
  if (!/^\d+$/.test(userId)) problems.push('SANDBOX_DUITKU_USER_ID must be digits');
  const doku = readDokuSettings(env, problems);
  if (problems.length > 0) throw new Error(`the sandbox cannot start: ${problems.join('; ')}`);
  return {
    host: env.SANDBOX_HOST || '127.0.0.1',
    port: Number(port),
    tls,
    booksFile: env.SANDBOX_BOOKS_FILE || null,
    receiptHook,
    callbackUrls,
    callbackDelayMs: Number(callbackDelay),
    duitku: {
      userId,
      email: env.SANDBOX_DUITKU_EMAIL || 'test@chakratechnology.com',
      secretKey: env.SANDBOX_DUITKU_SECRET_KEY || 'de56f832487bc1ce1de5ff2cfacf8d9486c61da69df6fd61d5537b6b7d6d354d',
    },
    doku,
  };
}

export function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}

/** Reads the two PEM files. The variables name files, because a private key does not belong into an environment. */
function readTlsIdentity(env: Record<string, string | undefined>, problems: string[]): TlsIdentity | null {
  const { SANDBOX_TLS_CERT: certFile, SANDBOX_TLS_KEY: keyFile } = env;
  if (!certFile && !keyFile) return null;
  if (!certFile || !keyFile) {
    problems.push('SANDBOX_TLS_CERT and SANDBOX_TLS_KEY must both be set, or neither');
    return null;
  }
  try {
    const [cert = '', key = ''] = [certFile, keyFile].map((file) => readFileSync(file, 'utf8'));
    // Throws unless the key belongs to the certificate.
    createSecureContext({ cert, key });
    if (new X509Certificate(cert).validToDate < new Date())
      problems.push('SANDBOX_TLS_CERT must name a certificate that has not expired; create a new one');
    return { cert, key };
  } catch {
    problems.push(
      'SANDBOX_TLS_CERT and SANDBOX_TLS_KEY must name readable PEM files: a certificate, and the private key that belongs to it',
    );
    return null;
  }
}
