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

const HOSTS = {
  sandbox: { api: 'https://sandbox.duitku.com', cashOut: 'https://disbursement-sandbox.duitku.com' },
  production: { api: 'https://passport.duitku.com', cashOut: 'https://disbursement.duitku.com' },
} as const;

const CREDENTIALS = ['DUITKU_USER_ID', 'DUITKU_EMAIL', 'DUITKU_SECRET_KEY'] as const;

export interface DuitkuCredentials {
  /** Duitku's number for us, an integer in every request. */
  readonly userId: number;
  readonly email: string;
  readonly secretKey: Secret;
}

export interface DuitkuConfig {
  readonly environment: 'sandbox' | 'production';
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly cashOutBaseUrl: string;
  /** IP addresses and CIDR ranges that may call back; empty: any. */
  readonly callbackSources: readonly string[];
  /** null: Duitku is off. */
  readonly credentials: DuitkuCredentials | null;
}

/** Duitku's variables. Messages name variables and never show values. */
export const duitkuEnvironment: z.ZodType<DuitkuConfig> = z
  .object({
    NODE_ENV: z.string().optional(),
    DUITKU_ENVIRONMENT: optional(
      z.enum(['sandbox', 'production'], { error: 'must be sandbox or production' }),
    ).describe('sandbox (the default) or production: whose hosts and paths to use'),
    DUITKU_BASE_URL: httpUrl.describe('empty: the host of DUITKU_ENVIRONMENT'),
    DUITKU_CASH_OUT_BASE_URL: httpUrl.describe('empty: the Cash Out host of DUITKU_ENVIRONMENT'),
    DUITKU_USER_ID: optional(z.string().regex(/^[1-9]\d{0,14}$/, 'must be a whole number')).describe(
      'from Duitku; without these three Duitku is off',
    ),
    DUITKU_EMAIL: optional(z.string().max(255, 'must have at most 255 characters')).describe('from Duitku'),
    DUITKU_SECRET_KEY: optional(z.string()).describe('from Duitku'),
    DUITKU_CALLBACK_SOURCES: callbackSources.describe(
      'IP addresses or CIDR ranges that may call back, separated by commas; empty: any',
    ),
  })
  .superRefine((values, context) => {
    refuseIncomplete(values, CREDENTIALS, context);
    refusePlainHttp(values, ['DUITKU_BASE_URL', 'DUITKU_CASH_OUT_BASE_URL'], context);
  })
  .transform((values) => {
    const environment = values.DUITKU_ENVIRONMENT ?? 'sandbox';
    const { DUITKU_USER_ID: userId, DUITKU_EMAIL: email, DUITKU_SECRET_KEY: secretKey } = values;
    const complete = userId !== undefined && email !== undefined && secretKey !== undefined;
    return {
      environment,
      baseUrl: withoutSlash(values.DUITKU_BASE_URL ?? HOSTS[environment].api),
      cashOutBaseUrl: withoutSlash(values.DUITKU_CASH_OUT_BASE_URL ?? HOSTS[environment].cashOut),
      callbackSources: values.DUITKU_CALLBACK_SOURCES,
      credentials: complete ? { userId: Number(userId), email, secretKey: new Secret(secretKey) } : null,
    };
  });
