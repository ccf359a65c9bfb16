export {
  type CreateContext,
  CreatePayout,
  type CreateResult,
  PAYOUT_ACCEPTED,
} from './accept/create-payout.js';
export type { PayoutDestination, PayoutRequest } from './accept/payout-request.js';
export * from './callbacks/index.js';
export { explain } from './explain/explain.js';
export * from './explain/explained.js';
export { LANGUAGES, type Language } from './explain/sentences.js';
export { type Claim, claimDue, claimOne, extend, type Lease, putAside, release, want } from './law/lease.js';
export * from './law/standing.js';
export { STATUSES_OF_STANDING, standingKind } from './law/standing.queries.js';
export * from './law/status.js';
export {
  ANNOUNCE_MOVED,
  type Move,
  PAYOUT_MOVED,
  type PayoutFields,
  type PayoutMoved,
  transition,
} from './law/transition.js';
export * from './payouts.module.js';
export * from './read/count-payouts.js';
export * from './read/export-payouts.js';
export { FindPayouts } from './read/find-payouts.js';
export * from './read/oversee-payouts.js';
export * from './read/oversee-payouts.js';
export {
  isOfOpenOnly,
  type OverseenFilter,
  type PayoutFilter,
  type PayoutPage,
  type PayoutSum,
} from './read/payout-filter.js';
export * from './read/read-beside.js';
export * from './read/wait-for-rest.js';
export { ALERT_KINDS, Alert, type AlertKind, raiseAlert } from './records/alert.js';
export * from './records/alert-notice.entity.js';
export * from './records/alert-remedies.js';
export * from './records/attempt.entity.js';
export * from './records/callback.entity.js';
export { type Erased, ErasePersonalData } from './records/erase-personal-data.js';
export { factsOf, factsOfMany, type PayoutFacts } from './records/facts.js';
export { NOT_YET_KNOWN, Payout, payoutOf, type Recipient, type Sender } from './records/payout.entity.js';
export * from './records/payout-event.entity.js';
export * from './records/payout-view.js';
export {
  type KnownPeople,
  maskPeople,
  type PersonalData,
  type PickupCode,
  SealedData,
  type ShownPeople,
} from './records/personal-data.js';
export { type Proposal, proposalBody, ResolutionProposal } from './records/proposals.js';
export { ExchangeRecord } from './records/provider-call.js';
export { WARNING_CODES, type Warning, type WarningCode, warningsOf, warningsOfIdentity } from './records/warnings.js';
export * from './records/workers.js';
export * from './review/acknowledge-alerts.js';
export * from './review/cancel-payout.js';
export * from './review/check-now.js';
export * from './review/confirm-payout.js';
export * from './review/resolve-payout.js';
export * from './waits/release-funds.js';
export * from './work/work-payouts.js';
