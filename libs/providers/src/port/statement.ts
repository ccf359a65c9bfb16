/** One column of a provider's statement that names the transfer of a row. */
export interface StatementKey {
  /** What we call the column, as the provider's own documents do: `disburseId`. */
  readonly column: string;
  /** Headers that mean it; see {@link StatementLayout}. */
  readonly headers: readonly string[];
  /** @returns the text that a transfer is known by, as in {@link Rail.transferKeys}; the cell is trimmed and not empty */
  readonly keyOf: (cell: string) => string;
}

/**
 * How a provider's statement (a CSV file from its dashboard) names transfers. No provider documents its file, so these are
 * the names that its API has for the same things; whoever imports a file with other headers says which column is which.
 *
 * Headers are compared by their letters and digits alone: `disburseId` is `Disburse ID`.
 */
export interface StatementLayout {
  /** The surest first: a row is taken for the transfer that its first key finds. */
  readonly keys: readonly StatementKey[];
}
