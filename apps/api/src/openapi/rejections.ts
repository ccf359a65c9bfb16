import type { RailRejectionCode } from '#libs/rails';

/** Why a rail cannot, or should not, carry a payout. */
export const REJECTIONS: Readonly<Record<RailRejectionCode, string>> = {
  unknown_rail: 'there is no rail of this name',
  not_configured: 'its provider has no credentials in this service',
  destination_not_supported: 'it does not pay to this kind of destination',
  amount_too_small: 'the amount is below its minimum',
  amount_too_large: 'the amount is above the maximum of the rail or the bank',
  amount_not_a_multiple: 'the outlet pays multiples of its step only',
  bank_not_supported: 'it does not reach this bank',
  bank_disabled: 'its provider has switched this bank off',
  outlet_not_supported: 'it does not pay out there',
  no_public_url: 'its provider needs a callback address, and PUBLIC_URL is not set',
  window_closed: 'it is closed now',
  insufficient_funds: "its provider's known balance does not cover amount and fee",
  balance_unknown: 'the balance at its provider is unknown, the one at other providers is known',
  not_answering: 'its provider does not respond',
  tried_before: 'it refused this payout before',
};
