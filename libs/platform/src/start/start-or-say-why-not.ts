import { ConfigurationError } from '../config/read-environment.js';
import { UnsafeDatabaseError } from '../database/server-checks.js';
import { isDatabaseTrouble } from '../database/transaction.js';

export interface Program {
  /** As it is called in front of "did not start". */
  readonly name: string;
  start(): Promise<void>;
  /** The sentence about an error that only this program knows, or null. */
  reasonOf?(error: Error): string | null;
}

/** Starts a program; when that does not succeed, writes why not and exits 1. */
export async function startOrSayWhyNot(program: Program): Promise<void> {
  // What Node prints by itself, warnings for example, must not end the program when the reader of its output has gone.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    await program.start();
  } catch (error) {
    // Written, not logged: the operator who starts the program reads it, and it must be out before the process ends.
    process.stderr.write(`${reasonOf(error, program)}\n`);
    process.exit(1);
  }
}

const POOLER =
  'PostgreSQL cannot be used through a pooler such as PgBouncer, which refuses the settings of our connections: let DATABASE_URL name PostgreSQL itself.';

function reasonOf(error: unknown, program: Program): string {
  if (!(error instanceof Error)) return `${program.name} did not start.`;
  const known = program.reasonOf?.(error) ?? null;
  if (known !== null) return known;
  if (error instanceof ConfigurationError || error instanceof UnsafeDatabaseError) return error.message;
  if (/unsupported startup parameter/.test(error.message)) return POOLER;
  if (isDatabaseTrouble(error)) {
    const { code } = error as { code?: unknown };
    return `PostgreSQL cannot be used (${error.message || String(code)}): start it, or correct DATABASE_URL.`;
  }
  return `${program.name} did not start: ${error.stack ?? error.message}`;
}
