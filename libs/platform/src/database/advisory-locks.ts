/**
 * What only one process of all does at a time, each by a lock in PostgreSQL that has no table. The numbers mean nothing, but
 * each has to be there once, and to stay: old and new replicas run side by side.
 */
export const ADVISORY_LOCKS = {
  migrate: 7_254_871,
  drainOutbox: 7_254_872,
  linkAuditEntries: 7_254_873,
  ensureBootstrapKey: 7_254_874,
  endStatementImport: 7_254_875,
} as const;
