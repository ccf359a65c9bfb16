export { SalurProblem, SalurUnknown } from './errors.js';
export { bodyOf, type CreateOptions, createSalurClient, type SalurClient, type SalurOptions } from './salur-client.js';
export * from './types.js';
export { verifyWebhook, WebhookVerificationError } from './verify-webhook.js';
