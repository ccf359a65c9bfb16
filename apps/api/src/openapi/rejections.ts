import type { RailRejectionCode } from '#libs/rails';

/** Why a rail cannot, or should better not, carry a payout. */
export const REJECTIONS: Readonly<Record<RailRejectionCode, string>> = {
  unknown_rail: 'there is no rail of this name',
  not_configured: 'its provider has no credentials here',
  destination_not_supported: 'it pays to another kind of destination',
  amount_too_small: 'less than it carries',
  amount_too_large: 'more than it, or the bank, carries',
  amount_not_a_multiple: 'the outlet pays out in whole steps',
  bank_not_supported: 'it does not reach this bank',
  bank_disabled: 'its provider has switched this bank off',
  outlet_not_supported: 'it does not pay out there',
  no_public_url: 'its provider must be able to call back, and PUBLIC_URL is not set',
  window_closed: 'its hours are over for now',
  insufficient_funds: "its provider's known balance does not cover amount and fee",
  balance_unknown: 'the balance at its provider is not known, that at others is',
  not_answering: 'its provider has stopped answering',
  tried_before: 'it has refused this payout before',
};
