export * from './port/callback.js';
export * from './port/code-list.js';
export * from './port/outcome.js';
export * from './port/provider.js';
export * from './port/rail-declaration.js';
export * from './port/secret.js';
export * from './read-configuration.js';
export * from './registry.js';
