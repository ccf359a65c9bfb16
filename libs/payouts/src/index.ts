export * from './accept/create-payout.js';
export * from './callbacks/index.js';
export * from './law/status.js';
export * from './law/transition.js';
export * from './payouts.module.js';
export { FindPayouts, type PayoutFilter } from './read/find-payouts.js';
export * from './read/oversee-payouts.js';
export * from './read/wait-for-rest.js';
export * from './records/alert.entity.js';
export * from './records/attempt.entity.js';
export * from './records/attempt-key.entity.js';
export * from './records/cash-pickup.entity.js';
export { type Erased, ErasePersonalData } from './records/erase-personal-data.js';
export * from './records/exchange.entity.js';
export * from './records/happenings.js';
export * from './records/outbox-entry.entity.js';
export * from './records/payout.entity.js';
export * from './records/payout-event.entity.js';
export * from './records/payout-view.js';
export {
  type KnownPeople,
  maskPeople,
  type PersonalData,
  type PickupCode,
  SealedData,
} from './records/personal-data.js';
export { raiseAlert } from './records/raise-alert.js';
export * from './records/resolution-proposal.entity.js';
export * from './review/cancel-payout.js';
export * from './review/check-now.js';
export * from './review/confirm-payout.js';
export * from './review/resolve-payout.js';
export type { Proposal } from './review/resolve-payout.queries.js';
export * from './waits/release-funds.js';
export * from './work/wake-workers.js';
export * from './work/work-payouts.js';
