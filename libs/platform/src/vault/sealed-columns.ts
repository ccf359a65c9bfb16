/** A column that holds what a {@link Vault} sealed, and how its rows are named. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The column by which a row is named, a UUID. */
  readonly id: string;
  /** The column that its values are bound to, where they move on into this one. */
  readonly boundTo?: string;
}

/** Every sealed column there is; a test holds this against the schema, where their names end in `_sealed`. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'payout', column: 'personal_sealed', id: 'id' },
  { table: 'payout', column: 'account_name_sealed', id: 'id' },
  { table: 'payout', column: 'answer_sealed', id: 'id' },
  { table: 'attempt', column: 'account_name_sealed', id: 'id' },
  { table: 'cash_pickup', column: 'code_sealed', id: 'attempt_id' },
  { table: 'callback', column: 'body_sealed', id: 'id' },
];
