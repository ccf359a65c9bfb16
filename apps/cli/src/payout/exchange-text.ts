import type { ExchangeRecord } from '#libs/payouts';

/** What came of asking a provider, in a line: `status: paid, code 00, HTTP 200 after 120 ms`. */
export function exchangeText({ step, outcome, providerCode, httpStatus, error, durationMs }: ExchangeRecord): string {
  const code = providerCode === null ? '' : `, code ${providerCode}`;
  const answer = httpStatus === null ? `no answer (${error ?? 'unknown'})` : `HTTP ${httpStatus}`;
  return `${step}: ${outcome}${code}, ${answer} after ${durationMs} ms`;
}
