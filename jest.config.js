const SPEC = '{spec,e2e-spec,db-spec,chaos-spec}.ts';

/** What takes long, or tests what is delivered rather than what it does: jest.long.config.js. */
export const LONG = [
  '/test/delivery/',
  '/tools/local-postgres/',
  '/(unread-log|large-statement)\\.e2e-spec\\.ts$',
  '/test/chaos/(callbacks|canary|cash-out|database-crash|doku-faults|doku-tokens|explanations|field|lanes|living-workers|provider-outage|replicas|reroute|rolling-restart|short-of-funds|statements|webhooks)\\.chaos-spec\\.ts$',
];

export default {
  // A worker loads Nest, TypeORM and our sources once and not once per file, which was a third of all time.
  runner: ['jest-light-runner', { runtime: 'child_process' }],
  testMatch: [`<rootDir>/{apps,libs,test,tools}/**/*.${SPEC}`],
  testPathIgnorePatterns: ['/node_modules/', ...LONG],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  setupFiles: ['<rootDir>/test/set-up-worker.mjs'],
  globalSetup: '<rootDir>/test/global-setup.mjs',
  globalTeardown: '<rootDir>/test/global-teardown.mjs',
  testSequencer: '<rootDir>/test/longest-first.mjs',
  // Twice the cores of a small machine: a test waits for two thirds of its time.
  maxWorkers: 4,

  collectCoverageFrom: ['{apps,libs}/**/src/**/*.ts', '!**/main.ts', '!**/index.ts', '!**/*.spec.ts'],
  // v8 counts lines that merely were loaded as covered.
  coverageProvider: 'babel',
};
