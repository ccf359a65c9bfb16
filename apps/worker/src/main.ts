// Imports nothing before this check: an older Node fails on the imports, with an error that does not name the cause.
const OLDEST_NODE = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(
    `Salur needs Node ${OLDEST_NODE} or newer and this is ${process.version}: start it through npm, which brings its own.\n`,
  );
  process.exit(1);
}
// Not by node's own option, which also reads the maps of all packages: 0.3 s and 30 MB of each start.
process.getBuiltinModule('node:module').setSourceMapsSupport(true);
const { startWorker } = await import('./start-worker.js');
await startWorker();

export {};
