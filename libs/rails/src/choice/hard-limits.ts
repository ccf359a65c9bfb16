import type { AmountLimits, Outlet } from '#libs/providers';
import { isWallet } from '../banks.js';
import type { BankLimits } from '../facts/rail-facts.js';
import { type ListedRail, takesListedBank } from './listed-rail.js';
import type { RailRejectionCode, RailRequest } from './rail-verdict.js';

/** The reason why a rail cannot carry a payout, now or later. */
export interface Refusal {
  readonly code: RailRejectionCode;
  readonly message: string;
}

/**
 * The reason why a rail accepts no payout at all in this process.
 *
 * @returns null: the rail is on
 */
export function whyOff(listed: ListedRail): Refusal | null {
  return listed.rail === undefined ? NOT_CONFIGURED : urlRefusal(listed);
}

const NOT_CONFIGURED: Refusal = { code: 'not_configured', message: 'The provider of this rail has no credentials' };

/**
 * Checks a request against the fixed limits of a rail.
 *
 * @param bankLimits the bank list of the rail's provider; undefined: not received yet
 * @returns null: the rail can carry it
 */
export function refusalOf(
  listed: ListedRail,
  request: RailRequest,
  bankLimits: BankLimits | undefined,
): Refusal | null {
  if (listed.rail === undefined) return NOT_CONFIGURED;
  const { carries } = listed.declaration;
  const { destination } = request;
  if (carries.type === 'cash_pickup' && destination.type === 'cash_pickup')
    return outletRefusal(carries.outlets, destination.outlet, request.amount) ?? urlRefusal(listed);
  if (carries.type === 'bank_account' && destination.type === 'bank_account') {
    const ownLimits = carries.bankLimits ? bankLimits : undefined;
    return (
      bankRefusal(listed, destination.bankCode, { listedBanks: bankLimits, ownLimits }) ??
      amountRefusal(carries.limits, request.amount) ??
      bankAmountRefusal(ownLimits?.get(destination.bankCode), request.amount) ??
      urlRefusal(listed)
    );
  }
  return { code: 'destination_not_supported', message: 'It pays to a different kind of destination' };
}

/** The bank list of a rail's provider, and the same if its limits apply to this rail. */
interface ProviderList {
  readonly listedBanks: BankLimits | undefined;
  readonly ownLimits: BankLimits | undefined;
}

function bankRefusal(
  { bankCodes, declaration }: ListedRail,
  code: string,
  { listedBanks, ownLimits: limits }: ProviderList,
): Refusal | null {
  const isReached = bankCodes?.has(code) || (listedBanks?.has(code) && takesListedBank(declaration, code));
  if (!isReached || (limits !== undefined && !isListed(code, limits)))
    return { code: 'bank_not_supported', message: 'The bank is not on its list' };
  if (limits?.get(code) === 0n) return { code: 'bank_disabled', message: 'Its provider has disabled this bank' };
  return null;
}

/** A list without any e-wallet contains no information about e-wallets. */
function isListed(code: string, limits: BankLimits): boolean {
  return limits.has(code) || (isWallet(code) && ![...limits.keys()].some(isWallet));
}

function bankAmountRefusal(max: bigint | undefined, amount: bigint): Refusal | null {
  if (max === undefined || amount <= max) return null;
  return { code: 'amount_too_large', message: `The maximum for this bank is ${max} rupiah` };
}

function outletRefusal(
  outlets: Readonly<Partial<Record<Outlet, AmountLimits>>>,
  outlet: Outlet,
  amount: bigint,
): Refusal | null {
  const limits = outlets[outlet];
  if (limits === undefined) return { code: 'outlet_not_supported', message: 'It does not pay out at this outlet' };
  return amountRefusal(limits, amount);
}

function amountRefusal({ min, max, step }: AmountLimits, amount: bigint): Refusal | null {
  if (amount < min) return { code: 'amount_too_small', message: `The minimum is ${min} rupiah` };
  if (amount > max) return { code: 'amount_too_large', message: `The maximum is ${max} rupiah` };
  if (step !== undefined && amount % step !== 0n)
    return { code: 'amount_not_a_multiple', message: `It must be a multiple of ${step} rupiah` };
  return null;
}

function urlRefusal({ lacksPublicUrl }: ListedRail): Refusal | null {
  if (!lacksPublicUrl) return null;
  return { code: 'no_public_url', message: 'Its provider must be able to call back, and PUBLIC_URL is not set' };
}
