// Imports nothing before this check: an older Node fails on the imports already, with an error that does not name the cause.
const OLDEST_NODE = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(
    `Salur needs Node ${OLDEST_NODE} or newer and this is ${process.version}: start it by npx salur, which brings its own.\n`,
  );
  process.exit(1);
}

// `salur payout list | head`: the reader has gone, and that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.stderr.on('error', () => undefined);
// By an exit, at which a PostgreSQL that we started is stopped. The service takes up what was interrupted.
for (const [signal, number] of [['SIGHUP', 1] as const, ['SIGINT', 2] as const, ['SIGTERM', 15] as const]) {
  process.once(signal, () => process.exit(128 + number));
}

// Not by node's own option, which also reads the maps of all packages: 0.3 s and 30 MB of each start.
process.getBuiltinModule('node:module').setSourceMapsSupport(true);
const { runCommandLine } = await import('./run-command-line.js');
process.exit(await runCommandLine(process.argv.slice(2), process));

export {};
