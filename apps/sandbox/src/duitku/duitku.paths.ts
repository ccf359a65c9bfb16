import type { Step } from '../steps.js';

/** The calls of this face. */
export type DuitkuStep = Exclude<Step, `doku_${string}`>;

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
