import { z } from 'zod';

/** What a request or a callback is about. `bankAccount` of a cash out is its phone. */
export interface Names {
  readonly bankAccount: string;
  /** The key of the transfer: Duitku's disburseId or DOKU's partnerReferenceNo. */
  readonly disburseId: string;
}

const name = z.string().optional();

/** What an order waits for; everything named has to fit. Each of the two names has a second word, that of another call. */
export const matchOrder = z.strictObject({
  bankAccount: name,
  phoneNumber: name,
  disburseId: name,
  partnerReferenceNo: name,
});
export type Match = z.output<typeof matchOrder>;

/** Whether it is about what the order names; no order names nothing. */
export function fits(match: Match | undefined, names: Names): boolean {
  const { bankAccount, phoneNumber, disburseId, partnerReferenceNo } = match ?? {};
  return (
    [bankAccount, phoneNumber].every((asked) => asked === undefined || asked === names.bankAccount) &&
    [disburseId, partnerReferenceNo].every((asked) => asked === undefined || asked === names.disburseId)
  );
}
