/**
 * The texts by which a callback or a statement of Duitku names a transfer. Each says which number it is, so that one kind is never taken
 * for the other; leading zeros do not count, because a number that was text on one side may come as a number on the other.
 */

/** Duitku's id of the transfer. */
export function disburseIdKey(disburseId: string): string {
  return `disburseId:${withoutZeros(disburseId)}`;
}

/** The reference that Duitku gave to a transfer, or that we gave to a cash out. */
export function custRefNumberKey(custRefNumber: string): string {
  return `custRefNumber:${withoutZeros(custRefNumber)}`;
}

function withoutZeros(text: string): string {
  return text.replace(/^0+(?=.)/, '');
}
