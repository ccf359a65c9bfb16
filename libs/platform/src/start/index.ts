export * from './create-logger.js';
export * from './database-trouble.js';
export * from './end-on-unexpected-errors.js';
export * from './safe-error.js';
export * from './say-at-any-level.js';
export * from './start-or-say-why-not.js';
export * from './stop-on-signal.js';
