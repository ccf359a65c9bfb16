export * from './port/outcome.js';
export * from './port/provider.js';
