export * from './create-logger.js';
export * from './end-process.js';
export * from './safe-error.js';
export * from './start-or-say-why-not.js';
