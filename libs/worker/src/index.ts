export * from './alerts/alert-message.js';
export * from './alerts/send-alerts.js';
export type { Loop } from './loop.js';
export * from './loop-times.js';
export * from './loops.js';
export * from './run-loops.js';
export * from './worker.module.js';
