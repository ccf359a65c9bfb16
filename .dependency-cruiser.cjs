/** Who may import whom. Held by `npm run boundaries`, not by memory. */
const SPEC = '\\.(spec|db-spec|e2e-spec|chaos-spec)\\.ts$';
const TESTING = '/testing/';
const PLUG = '^libs/platform/src/database/open-database\\.ts$';

/** Libraries, and what each may import beside packages. */
const MAY_IMPORT = {
  platform: [],
  providers: ['platform'],
  audit: ['platform'],
  rails: ['providers', 'audit', 'platform'],
  payouts: ['rails', 'providers', 'audit', 'platform'],
  clients: ['audit', 'platform'],
  webhooks: ['audit', 'platform'],
  reconciliation: ['payouts', 'rails', 'providers', 'audit', 'platform'],
  'api-client': [],
  worker: ['payouts', 'rails', 'webhooks', 'reconciliation', 'audit', 'platform'],
  metrics: ['worker', 'payouts', 'rails', 'providers', 'webhooks', 'platform'],
};

/** Folders of libs/payouts, and what each may import of the others. Arrows run down. */
const MAY_IMPORT_IN_PAYOUTS = {
  law: [],
  explain: ['law'],
  records: ['law', 'explain'],
  read: ['law', 'explain', 'records'],
  waits: ['law', 'records'],
  accept: ['law', 'records', 'waits'],
  inquiry: ['law', 'records', 'waits'],
  transfer: ['law', 'records', 'waits'],
  check: ['law', 'records'],
  review: ['law', 'records'],
  callbacks: ['law', 'records'],
  work: ['law', 'records', 'inquiry', 'transfer', 'check'],
};

const downwards = Object.entries(MAY_IMPORT_IN_PAYOUTS).map(([folder, allowed]) => ({
  name: `payouts-${folder}-imports-only-${allowed.join('-') || 'packages-and-libraries'}`,
  severity: 'error',
  from: { path: `^libs/payouts/src/${folder}/`, pathNot: SPEC },
  to: { path: '^libs/payouts/src/', pathNot: [folder, ...allowed].map((name) => `^libs/payouts/src/${name}/`) },
}));

const direction = Object.entries(MAY_IMPORT).map(([lib, allowed]) => ({
  name: `${lib}-imports-only-${allowed.join('-') || 'packages'}`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: [SPEC, TESTING] },
  to: { path: '^(libs|apps|test)/', pathNot: [`^libs/${lib}/`, ...allowed.map((name) => `^libs/${name}/src/index\\.ts$`)] },
}));

module.exports = {
  forbidden: [
    ...direction,
    ...downwards,
    {
      name: 'the-api-client-needs-two-packages',
      comment: 'It is for services of others: neither Nest nor a database comes with it.',
      severity: 'error',
      from: { path: '^libs/api-client/', pathNot: SPEC },
      to: { path: 'node_modules/', pathNot: 'node_modules/(openapi-fetch|standardwebhooks|@types/node)/' },
    },
    {
      name: 'the-service-does-not-call-itself',
      comment: 'The client is for who stands outside: tests and tools.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [SPEC, TESTING, '^libs/api-client/'] },
      to: { path: '^libs/api-client/' },
    },
    {
      name: 'the-service-needs-no-tools',
      comment: 'What developers run is not part of what production runs. One plug: #local-postgres, loaded when there is no DATABASE_URL.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [SPEC, TESTING, PLUG] },
      to: { path: '^tools/' },
    },
    { name: 'the-plug-is-loaded-late', severity: 'error', from: { path: PLUG }, to: { path: '^tools/', dynamic: false } },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nobody-imports-an-app', severity: 'error', from: { path: '^(libs|apps/([^/]+))/', pathNot: SPEC }, to: { path: '^apps/', pathNot: '^apps/$2/' } },
    { name: 'apps-import-libraries-by-their-index', severity: 'error', from: { path: '^apps/' }, to: { path: '^libs/', pathNot: '^libs/([^/]+/src/index|platform/src/platform\\.module)\\.ts$' } },
    { name: 'the-command-line-runs-no-loops', severity: 'error', from: { path: '^apps/cli/', pathNot: SPEC }, to: { path: '^libs/worker/' } },
    { name: 'the-sandbox-stands-alone', severity: 'error', from: { path: '^apps/sandbox/' }, to: { path: '^libs/' } },
    {
      name: 'providers-do-not-know-each-other',
      severity: 'error',
      from: { path: '^libs/providers/src/(?!port|kit|testing)([^/]+)/', pathNot: [SPEC, '/fixtures/'] },
      to: { path: '^libs/providers/src/', pathNot: ['^libs/providers/src/(port|kit)/', '^libs/providers/src/$1/'] },
    },
    {
      name: 'providers-know-neither-nest-nor-typeorm',
      severity: 'error',
      from: { path: '^libs/providers/' },
      to: { path: 'node_modules/(@nestjs|typeorm|pg)/' },
    },
    { name: 'the-port-imports-nothing-of-providers', severity: 'error', from: { path: '^libs/providers/src/port/' }, to: { path: '^libs/providers/src/', pathNot: '^libs/providers/src/port/' } },
    { name: 'testing-is-for-tests', severity: 'error', from: { path: '^(apps|libs)/', pathNot: [SPEC, TESTING, '/fixtures/'] }, to: { path: TESTING } },
    { name: 'no-dev-dependencies-in-production-code', severity: 'error', from: { path: '^(apps|libs)/', pathNot: [SPEC, TESTING] }, to: { dependencyTypes: ['npm-dev'] } },
    { name: 'no-undeclared-packages', severity: 'error', from: {}, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] } },
    { name: 'nothing-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^libs/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'node', 'default', 'types'], mainFields: ['module', 'main', 'types'] },
  },
};
