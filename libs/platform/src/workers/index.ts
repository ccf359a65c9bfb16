export * from './living-workers.js';
export * from './worker.entity.js';
