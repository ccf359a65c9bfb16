export * from './actions.js';
export * from './audit.entities.js';
export * from './audit.module.js';
export * from './audit-trail.js';
export * from './link-entries.js';
export * from './record-audit.js';
export * from './verify-trail.js';
