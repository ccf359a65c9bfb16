export * from './banks.js';
export * from './rail-directory.js';
