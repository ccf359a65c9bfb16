/** What a row of a statement says of the money, and the words for it that are understood, compared by their letters alone. */
export const LINE_KINDS = {
  /** The provider has taken it from our balance for a transfer. */
  paid: ['paid', 'transfer', 'payout', 'disbursement', 'debit', 'success', 'succeeded', 'sukses', 'berhasil'],
  /** The provider has given it back. */
  returned: ['returned', 'return', 'refund', 'refunded', 'reversal', 'reversed', 'retur', 'pengembalian'],
  /** The provider lists the transfer and says that it moved nothing. */
  refused: ['refused', 'failed', 'rejected', 'declined', 'gagal', 'ditolak'],
  /** The provider has not ended it: nothing to compare yet. */
  processing: ['processing', 'pending', 'process', 'proses', 'diproses'],
  /** Charged apart from any transfer. */
  fee: ['fee', 'admin fee', 'biaya', 'biaya admin', 'ppn', 'tax'],
  /** Moves our balance, and is about no transfer. */
  other: ['other', 'top up', 'deposit', 'adjustment', 'settlement', 'opening balance', 'closing balance'],
} as const;

export type LineKind = keyof typeof LINE_KINDS;

/** Letters and digits alone, in lower case: `Disburse ID`, `disburse_id` and `disburseId` are the same word. */
export function wordOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

const KIND_OF = new Map(
  Object.entries(LINE_KINDS).flatMap(([kind, words]) => words.map((word) => [wordOf(word), kind as LineKind] as const)),
);

/** @returns null when the word is none of {@link LINE_KINDS} */
export function readLineKind(text: string): LineKind | null {
  return KIND_OF.get(wordOf(text)) ?? null;
}
