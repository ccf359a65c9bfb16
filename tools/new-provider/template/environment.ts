import { z } from 'zod';
import {
  httpUrl,
  optional,
  refuseIncomplete,
  refusePlainHttp,
  withoutSlash,
} from '../../../libs/providers/src/kit/variables.js';
import { Secret } from '../../../libs/providers/src/port/secret.js';

/** REPLACE: the host of its sandbox, so that a missing variable cannot move money. */
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

/** REPLACE: its variables. Messages name variables and never show values; each says in `.describe` what it is for. */
export const acmeEnvironment: z.ZodType<AcmeConfig> = z
  .object({
    NODE_ENV: z.string().optional(),
    ACME_BASE_URL: httpUrl.describe('empty: the host of its sandbox'),
    ACME_CLIENT_ID: optional(z.string()).describe('from the provider; without these two it is off'),
    ACME_SECRET_KEY: optional(z.string()).describe('from the provider'),
  })
  .superRefine((values, context) => {
    refuseIncomplete(values, CREDENTIALS, context);
    refusePlainHttp(values, ['ACME_BASE_URL'], context);
  })
  .transform(({ ACME_BASE_URL: baseUrl, ACME_CLIENT_ID: clientId, ACME_SECRET_KEY: secretKey }) => ({
    baseUrl: withoutSlash(baseUrl ?? DEFAULT_BASE_URL),
    credentials:
      clientId === undefined || secretKey === undefined ? null : { clientId, secretKey: new Secret(secretKey) },
  }));
