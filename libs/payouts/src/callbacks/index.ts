export * from './callback.entity.js';
export * from './callback-refusal.entity.js';
export * from './count-refusals.js';
export * from './process-callbacks.js';
export * from './take-callback.js';
