import { readFileSync } from 'node:fs';

const swcOptions = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
// The build leaves tests out; here they are what is compiled.
delete swcOptions.exclude;

const SPEC = '{spec,e2e-spec,db-spec,chaos-spec}.ts';

/** What takes long, or tests what is delivered rather than what it does: jest.long.config.js. */
export const LONG = [
  '/test/delivery/',
  '/test/chaos/(canary|cash-out|database-crash|doku-faults|doku-tokens|lanes|replicas|reroute|webhooks)\\.chaos-spec\\.ts$',
];

export default {
  testEnvironment: 'node',
  // `source` makes #libs/* mean the TypeScript files, so tests never run a stale build.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testMatch: [`<rootDir>/{apps,libs,test,tools}/**/*.${SPEC}`],
  testPathIgnorePatterns: ['/node_modules/', ...LONG],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swcOptions, swcrc: false, sourceMaps: 'inline' }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  setupFiles: ['reflect-metadata'],
  globalSetup: '<rootDir>/test/global-setup.mjs',
  globalTeardown: '<rootDir>/test/global-teardown.mjs',
  // Far longer than any test takes: a busy machine makes tests slow and never red.
  testTimeout: 300_000,
  maxWorkers: 2,
  // What a file has loaded is not always let go; collecting it stops a large worker for seconds.
  workerIdleMemoryLimit: '1GB',
  collectCoverageFrom: ['{apps,libs}/**/src/**/*.ts', '!**/main.ts', '!**/index.ts', '!**/*.spec.ts'],
  // v8 counts lines that merely were loaded as covered.
  coverageProvider: 'babel',
};
