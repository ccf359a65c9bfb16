import config, { LONG } from './jest.config.js';

const { testMatch: _core, ...shared } = config;

export default {
  ...shared,
  testRegex: LONG.map((pattern) => (pattern.endsWith('/') ? `${pattern}.*spec\\.ts$` : pattern)),
  testPathIgnorePatterns: ['/node_modules/'],
};
