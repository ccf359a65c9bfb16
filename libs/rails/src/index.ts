export * from './banks.js';
export * from './calendar/business-calendar.js';
export * from './choice/circuits.js';
export type { RailPolicy } from './choice/listed-rail.js';
export * from './choice/rail-directory.js';
export * from './choice/rail-verdict.js';
export * from './facts/rail-facts.js';
export * from './rails.module.js';
