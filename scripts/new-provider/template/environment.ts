import { z } from 'zod';
import { Secret } from '../../../libs/providers/src/port/secret.js';

/** REPLACE: the host of its sandbox, so that whoever forgets the variable pays nobody. */
const DEFAULT_BASE_URL = 'https://sandbox.acme.example';
const CREDENTIALS = ['ACME_CLIENT_ID', 'ACME_SECRET_KEY'] as const;

export interface AcmeCredentials {
  readonly clientId: string;
  readonly secretKey: Secret;
}

export interface AcmeConfig {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** null: the provider is off. */
  readonly credentials: AcmeCredentials | null;
}

/** An empty variable counts as absent. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** REPLACE: its variables. Messages name variables and never show values; each says in `.describe` what it is for. */
export const acmeEnvironment: z.ZodType<AcmeConfig> = z
  .object({
    NODE_ENV: z.string().optional(),
    ACME_BASE_URL: optional(z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' })).describe(
      'empty: the host of its sandbox',
    ),
    ACME_CLIENT_ID: optional(z.string()).describe('from the provider; without these two it is off'),
    ACME_SECRET_KEY: optional(z.string()).describe('from the provider'),
  })
  .superRefine((values, context) => {
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    const absent = CREDENTIALS.filter((name) => values[name] === undefined);
    if (absent.length < CREDENTIALS.length) {
      for (const name of absent) refuse(name, `is required as soon as another of ${CREDENTIALS.join(', ')} is set`);
    }
    const { NODE_ENV: mode, ACME_BASE_URL: baseUrl } = values;
    if (mode === 'production' && baseUrl !== undefined && new URL(baseUrl).protocol !== 'https:') {
      refuse('ACME_BASE_URL', 'must be https in production');
    }
  })
  .transform(({ ACME_BASE_URL: baseUrl, ACME_CLIENT_ID: clientId, ACME_SECRET_KEY: secretKey }) => ({
    baseUrl: (baseUrl ?? DEFAULT_BASE_URL).replace(/\/+$/, ''),
    credentials:
      clientId === undefined || secretKey === undefined ? null : { clientId, secretKey: new Secret(secretKey) },
  }));
