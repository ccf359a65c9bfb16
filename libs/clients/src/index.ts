export * from './api-key.entity.js';
export * from './client.entity.js';
