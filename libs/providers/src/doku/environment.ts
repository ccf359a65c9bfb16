import { createPrivateKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import {
  callbackSources,
  httpUrl,
  optional,
  refuseIncomplete,
  refusePlainHttp,
  withoutSlash,
} from '../kit/variables.js';
import { Secret } from '../port/secret.js';

/** developers.doku.com/payout/kirim-doku, "servers" of each call */
const SANDBOX_HOST = 'https://api-sandbox.doku.com';
const PRODUCTION_HOST = 'https://api.doku.com';
const PATH_PREFIX = '/v1.0';

const CREDENTIALS = [
  'DOKU_CLIENT_ID',
  'DOKU_CLIENT_SECRET',
  'DOKU_PRIVATE_KEY',
  'DOKU_AGENT_KEY',
  'DOKU_CUSTOMER_NUMBER',
] as const;

export interface DokuCredentials {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** RSA: signs the request for an access token. */
  readonly privateKey: KeyObject;
  /** Our account at Kirim DOKU: sent in balance queries, and contained in notifications. */
  readonly agentKey: string;
  /** Our number in the form of a phone number, in every inquiry and transfer. */
  readonly customerNumber: string;
}

export interface DokuConfig {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Starts with a slash, does not end with one; part of the signed text. */
  readonly pathPrefix: string;
  /** 16 bytes. null: the signature of notifications is not verified, only their agentKey. */
  readonly notificationKey: Secret | null;
  /** IP addresses and CIDR ranges that may call back; empty: any. */
  readonly callbackSources: readonly string[];
  /** null: DOKU is off. */
  readonly credentials: DokuCredentials | null;
}

/** Sent in a header: no spaces, nothing beyond ASCII. */
const visible = (most: number) =>
  z.string().regex(new RegExp(`^[\\x21-\\x7e]{1,${most}}$`), `must be 1 to ${most} visible ASCII characters`);

/** A PEM in one line carries its line breaks as `\n`. */
const rsaPrivateKey = z.string().transform((pem, context): KeyObject => {
  try {
    const key = createPrivateKey(pem.replaceAll('\\n', '\n'));
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // OpenSSL's message can contain parts of the key
  }
  context.addIssue({ code: 'custom', message: 'must be an RSA private key as PEM, without a passphrase' });
  return z.NEVER;
});

/** DOKU's variables. Messages name variables and never show values. */
export const dokuEnvironment: z.ZodType<DokuConfig> = z
  .object({
    NODE_ENV: z.string().optional(),
    DOKU_BASE_URL: httpUrl.describe(`empty: ${PRODUCTION_HOST} with NODE_ENV=production, else ${SANDBOX_HOST}`),
    DOKU_PATH_PREFIX: optional(
      z.string().regex(/^(\/[A-Za-z0-9._~-]+)+$/, 'must be a path such as /v1.0 or /snap/v1.1'),
    ).describe(`what the paths of Kirim DOKU begin with: ${PATH_PREFIX} (the default) or /snap/v1.1`),
    DOKU_CLIENT_ID: optional(visible(64)).describe('from DOKU; without these five DOKU is off'),
    DOKU_CLIENT_SECRET: optional(z.string()).describe('from DOKU'),
    DOKU_PRIVATE_KEY: optional(rsaPrivateKey).describe(
      'RSA private key as PEM, line breaks as \\n allowed; its public half is known to DOKU',
    ),
    DOKU_AGENT_KEY: optional(visible(16)).describe('our account at Kirim DOKU, for instance A41418'),
    DOKU_CUSTOMER_NUMBER: optional(z.string().regex(/^\d{5,32}$/, 'must be 5 to 32 digits')).describe(
      'our number in the form of a phone number, for instance 628115678890',
    ),
    DOKU_NOTIFICATION_KEY: optional(
      z.string().refine((key) => Buffer.byteLength(key) === 16, 'must have 16 bytes'),
    ).describe('empty: the signature of notifications is not checked, only their agentKey'),
    DOKU_CALLBACK_SOURCES: callbackSources.describe(
      'IP addresses or CIDR ranges that may call back, separated by commas; empty: any',
    ),
  })
  .superRefine((values, context) => {
    refuseIncomplete(values, CREDENTIALS, context);
    refusePlainHttp(values, ['DOKU_BASE_URL'], context);
  })
  .transform((values) => {
    const host = values.NODE_ENV === 'production' ? PRODUCTION_HOST : SANDBOX_HOST;
    const notificationKey = values.DOKU_NOTIFICATION_KEY;
    return {
      baseUrl: withoutSlash(values.DOKU_BASE_URL ?? host),
      pathPrefix: values.DOKU_PATH_PREFIX ?? PATH_PREFIX,
      notificationKey: notificationKey === undefined ? null : new Secret(notificationKey),
      callbackSources: values.DOKU_CALLBACK_SOURCES,
      credentials: credentialsOf(values),
    };
  });

function credentialsOf(values: {
  readonly DOKU_CLIENT_ID?: string | undefined;
  readonly DOKU_CLIENT_SECRET?: string | undefined;
  readonly DOKU_PRIVATE_KEY?: KeyObject | undefined;
  readonly DOKU_AGENT_KEY?: string | undefined;
  readonly DOKU_CUSTOMER_NUMBER?: string | undefined;
}): DokuCredentials | null {
  const { DOKU_CLIENT_ID: clientId, DOKU_CLIENT_SECRET: clientSecret, DOKU_PRIVATE_KEY: privateKey } = values;
  const { DOKU_AGENT_KEY: agentKey, DOKU_CUSTOMER_NUMBER: customerNumber } = values;
  if (clientId === undefined || clientSecret === undefined || privateKey === undefined) return null;
  if (agentKey === undefined || customerNumber === undefined) return null;
  return { clientId, clientSecret: new Secret(clientSecret), privateKey, agentKey, customerNumber };
}
