export { EmbeddedPostgresError } from './embedded-postgres-error.js';
export { removeAbandonedData } from './remove-abandoned-data.js';
export {
  type EmbeddedPostgresOptions,
  type EmbeddedPostgresServer,
  startEmbeddedPostgres,
} from './start-embedded-postgres.js';
