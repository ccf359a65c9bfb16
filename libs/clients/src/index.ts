export {
  ALL_SCOPES,
  CalledBy,
  type Caller,
  DoneBy,
  EvenWithoutDatabase,
  Public,
  SCOPES,
  type Scope,
  Scopes,
} from './access.js';
export { ApiKey, hashOfKey } from './api-key.entity.js';
export { Authenticate, Guesses } from './authenticate.js';
export * from './client.entity.js';
export * from './clients.module.js';
export * from './ensure-bootstrap-key.js';
export { AuthenticateCaller, RequireScope } from './guards.js';
export * from './manage-clients.js';
export * from './manage-keys.js';
export * from './name-actors.js';
export { NoteKeyUse } from './note-key-use.js';
