/** Why the embedded PostgreSQL could not do what it was asked: one sentence that also says what to do about it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}
