export { EmbeddedPostgresError } from './embedded-postgres-error.js';
export { findRunningServer, type RunningServer } from './find-running-server.js';
export { OwnerLockHeldError } from './owner-lock.js';
export { removeAbandonedData } from './remove-abandoned-data.js';
export {
  type EmbeddedPostgresOptions,
  type EmbeddedPostgresServer,
  startEmbeddedPostgres,
} from './start-embedded-postgres.js';
