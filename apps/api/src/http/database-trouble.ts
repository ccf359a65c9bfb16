export { isDatabaseTrouble } from '#libs/platform';
