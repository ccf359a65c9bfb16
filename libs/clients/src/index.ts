export { CalledBy, Public, Scopes } from './access.js';
export * from './api-key.entity.js';
export { Authenticate, hashOfKey } from './authenticate.js';
export * from './caller.js';
export * from './client.entity.js';
export * from './clients.module.js';
export * from './ensure-bootstrap-key.js';
export * from './scopes.js';
