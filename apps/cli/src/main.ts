// Imports nothing before this check: an older Node fails on the imports already, and says so in words that help nobody.
const OLDEST_NODE = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(
    `Salur needs Node ${OLDEST_NODE} or newer and this is ${process.version}: start it by npx salur, which brings its own.\n`,
  );
  process.exit(1);
}
const { runCommandLine } = await import('./run-command-line.js');
await runCommandLine();

export {};
