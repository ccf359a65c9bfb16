export { createLogger } from '#libs/platform';
