import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { CommandFactory } from 'nest-commander';
import { CliModule } from './cli.module.js';
import { EXIT } from './core/errors.js';
import { tellError } from './core/tell-error.js';
import { flushOutput } from './output/print.js';

/** Does what the arguments of this process say, and ends it with one of the documented exit codes. */
export async function runCommandLine(): Promise<never> {
  // `salur payout list | head`: nobody reads any more, and that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.done : 1));
  process.stderr.on('error', () => undefined);
  endOnSignals();
  const code = await run().catch(tellError);
  await flushOutput();
  process.exit(code);
}

/** By an exit, behind which a PostgreSQL that we started is stopped. What was broken off is taken up by the service. */
function endOnSignals(): void {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

async function run(): Promise<number> {
  const throwOn = (error: Error): never => {
    throw error;
  };
  const app = await CommandFactory.createWithoutRunning(CliModule, {
    logger: false,
    abortOnError: false,
    // What the parser finds wrong, and what a command throws: both are told by whoever called us.
    errorHandler: throwOn,
    serviceErrorHandler: throwOn,
    version: readVersion(),
  });
  await CommandFactory.runApplication(app);
  return EXIT.done;
}

/** Compiled, this file is dist/apps/cli/src/run-command-line.js. */
function readVersion(): string {
  const manifest = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
