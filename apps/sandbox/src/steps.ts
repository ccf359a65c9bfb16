/** The calls of all faces, by what they are for. Control orders, the request log and the books name them. */
export const STEPS = [
  'inquiry',
  'transfer',
  'clearing_inquiry',
  'clearing_transfer',
  'cash_out',
  'status',
  'balance',
  'banks',
  'doku_token',
  'doku_inquiry',
  'doku_transfer',
  'doku_status',
  'doku_balance',
] as const;
export type Step = (typeof STEPS)[number];

/** The calls that move money; the receipt hook receives them. */
export const MONEY_STEPS: readonly Step[] = ['transfer', 'clearing_transfer', 'cash_out', 'doku_transfer'];

/** The providers that the sandbox plays. Each has one balance for all of its faces. */
export const PROVIDERS = ['duitku', 'doku'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** What a provider holds for the merchant, whole rupiah. */
export interface Balance {
  readonly balance: number;
  /** What transfers can use. */
  readonly effectiveBalance: number;
}

/** Whose money a call is about. @param step undefined in older books files, which knew Duitku's transfers only */
export function providerOf(step: Step | undefined): ProviderName {
  return step?.startsWith('doku_') ? 'doku' : 'duitku';
}

/** The calls of Duitku's faces, and those of Kirim DOKU. */
export type DuitkuStep = Exclude<Step, `doku_${string}`>;
export type DokuStep = Extract<Step, `doku_${string}`>;

/** Where Duitku's disbursement API lives on its hosts. */
export const DUITKU_PATH = '/webapi/api/disbursement';

/** Cash Out lives on other hosts than the rest, under this path. */
export const CASH_OUT_PATH = '/api/cashout/inquiry';

/** The call behind each path. Production paths carry no `sandbox`; both are served, so either configuration works here. */
export const STEP_OF_DUITKU_PATH: Readonly<Record<string, DuitkuStep>> = {
  [`${DUITKU_PATH}/inquirysandbox`]: 'inquiry',
  [`${DUITKU_PATH}/inquiry`]: 'inquiry',
  [`${DUITKU_PATH}/transfersandbox`]: 'transfer',
  [`${DUITKU_PATH}/transfer`]: 'transfer',
  [`${DUITKU_PATH}/inquiryclearingsandbox`]: 'clearing_inquiry',
  [`${DUITKU_PATH}/inquiryclearing`]: 'clearing_inquiry',
  [`${DUITKU_PATH}/transferclearingsandbox`]: 'clearing_transfer',
  [`${DUITKU_PATH}/transferclearing`]: 'clearing_transfer',
  [`${DUITKU_PATH}/inquirystatus`]: 'status',
  [`${DUITKU_PATH}/checkbalance`]: 'balance',
  [`${DUITKU_PATH}/listBank`]: 'banks',
  [CASH_OUT_PATH]: 'cash_out',
};

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

/** Every path of every face, and the call behind it. A new face adds its own table. */
const STEP_OF_PATH: ReadonlyMap<string, Step> = new Map(
  Object.entries({ ...STEP_OF_DUITKU_PATH, ...STEP_OF_DOKU_PATH }),
);

/** The call a provider request makes, by its URL; undefined for the control API and for unknown paths. */
export function stepOf(url: string): Step | undefined {
  return STEP_OF_PATH.get(url.split('?')[0] ?? '');
}
