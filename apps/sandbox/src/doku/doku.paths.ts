import type { DokuStep } from './response-codes.js';

/** Where a client asks for its token. */
export const TOKEN_PATH = '/authorization/v1/access-token/b2b';

/** The prefix of the document, and that of the live API; both are served and each is part of what a call signs. */
export const PREFIXES = ['/v1.0', '/snap/v1.1'] as const;

/** The calls below each prefix. */
export const CALL_PATHS = {
  doku_inquiry: '/emoney/bank-account-inquiry',
  doku_balance: '/balance-inquiry',
  doku_transfer: '/emoney/transfer-bank',
  doku_status: '/qr/qr-mpm-status',
} as const satisfies Partial<Record<DokuStep, string>>;

/** The full paths of one call. */
export function pathsOf(step: keyof typeof CALL_PATHS): string[] {
  return PREFIXES.map((prefix) => prefix + CALL_PATHS[step]);
}

/** The call behind each path. */
export const STEP_OF_DOKU_PATH: Readonly<Record<string, DokuStep>> = {
  [TOKEN_PATH]: 'doku_token',
  ...Object.fromEntries(
    (Object.keys(CALL_PATHS) as (keyof typeof CALL_PATHS)[]).flatMap((step) =>
      pathsOf(step).map((path) => [path, step] as const),
    ),
  ),
};
