import config, { LONG } from './jest.config.js';

const { testMatch: _core, ...shared } = config;

export default {
  ...shared,
  testRegex: LONG.map((pattern) => (pattern.endsWith('/') ? `${pattern}.*spec\\.ts$` : pattern)),
  // The guides have not run to their end yet: `npm run test:guides`.
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.TEST_GUIDES ? [] : ['/test/delivery/guides'])],
};
