/** A column that holds what a {@link Vault} sealed, and how its rows are named. */
interface SealedColumnRule {
  readonly table: string;
  readonly column: string;
  /** The column by which a row is named, a UUID. */
  readonly id: string;
  /** The column that its values are bound to: another one where they move on into this one. */
  readonly boundTo: string;
}

/** Every sealed column there is; a test holds this against the schema, where their names end in `_sealed`. */
export const SEALED_COLUMNS = [
  { table: 'payout', column: 'personal_sealed', id: 'id', boundTo: 'personal_sealed' },
  { table: 'payout', column: 'account_name_sealed', id: 'id', boundTo: 'account_name_sealed' },
  { table: 'payout', column: 'ticket_sealed', id: 'id', boundTo: 'ticket_sealed' },
  { table: 'payout', column: 'answer_sealed', id: 'id', boundTo: 'answer_sealed' },
  { table: 'attempt', column: 'account_name_sealed', id: 'id', boundTo: 'account_name_sealed' },
  { table: 'attempt', column: 'ticket_sealed', id: 'id', boundTo: 'ticket_sealed' },
  { table: 'cash_pickup', column: 'code_sealed', id: 'attempt_id', boundTo: 'code_sealed' },
  { table: 'callback', column: 'body_sealed', id: 'id', boundTo: 'body_sealed' },
  { table: 'webhook_endpoint', column: 'secret_sealed', id: 'id', boundTo: 'secret_sealed' },
  { table: 'webhook_endpoint', column: 'previous_secret_sealed', id: 'id', boundTo: 'secret_sealed' },
  { table: 'webhook_delivery', column: 'body_sealed', id: 'id', boundTo: 'body_sealed' },
] as const satisfies readonly SealedColumnRule[];

export type SealedColumn = (typeof SEALED_COLUMNS)[number];
