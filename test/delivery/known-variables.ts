import { readSettings } from '../../apps/sandbox/src/sandbox.settings.js';
import { listVariables } from '../../tools/environment-example.js';

/** The variables that the service and its providers read. */
export const SERVICE_VARIABLES: ReadonlySet<string> = new Set(listVariables().map(({ name }) => name));

/** The variables that the sandbox reads, found out by watching it read them. */
export const SANDBOX_VARIABLES: ReadonlySet<string> = new Set(variablesOfSandbox());

function variablesOfSandbox(): string[] {
  const read: string[] = [];
  readSettings(
    new Proxy<Record<string, string | undefined>>(
      {},
      {
        get(_, name) {
          read.push(String(name));
          return undefined;
        },
      },
    ),
  );
  return read;
}
