export * from './count-refusals.js';
export * from './process-callbacks.js';
export * from './take-callback.js';
