export * from './port/outcome.js';
export * from './port/provider.js';
export * from './read-configuration.js';
export * from './registry.js';
