// Reading numbers as they were written needs JSON.parse of this version; an older one would return 500 for everything.
const OLDEST_NODE = 24;

async function main(): Promise<void> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE)
    throw new Error(`the sandbox needs Node ${OLDEST_NODE} or newer, this is ${process.versions.node}`);
  process.getBuiltinModule('node:module').setSourceMapsSupport(true);
  await import('reflect-metadata');
  const { openSandbox } = await import('./open-sandbox.js');
  const { readSettings } = await import('./sandbox.settings.js');
  const sandbox = await openSandbox(readSettings(process.env));
  const stop = () => sandbox.close().then(() => process.exit(0), fail);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`sandbox listening on ${sandbox.url}\n`);
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);

export {};
