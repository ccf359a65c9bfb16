import config, { LONG } from './jest.config.js';

const { testMatch: _core, ...shared } = config;

export default {
  ...shared,
  testRegex: LONG.map((pattern) => (pattern.endsWith('/') ? `${pattern}.*spec\\.ts$` : pattern)),
  testPathIgnorePatterns: ['/node_modules/'],
  // Its stories start more processes each than those of `npm test`.
  maxWorkers: 3,
};
