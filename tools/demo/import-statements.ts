import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { CannotWork } from '../stack/managed-process.js';
import type { Narrator } from './narrator.js';
import type { SandboxControl } from './sandbox-control.js';

const PROVIDERS = ['duitku', 'doku'] as const;
/** Compiled, this file is dist/tools/demo/import-statements.js. */
const COMMAND_LINE = path.resolve(import.meta.dirname, '../../programs/cli.js');

export interface StatementsStage {
  readonly narrator: Narrator;
  readonly sandbox: SandboxControl;
  /** Of the service, and so of the command line. */
  readonly environment: Readonly<Record<string, string>>;
  /** When the story began. */
  readonly since: Date;
}

/** Imports what each provider says that it booked, as an operator does. @returns whether it differs nowhere from the payouts */
export async function importStatements({ narrator, sandbox, environment, since }: StatementsStage): Promise<boolean> {
  narrator.say('\nWhat the providers say that they booked, by salur statement import:');
  let agree = true;
  for (const provider of PROVIDERS) {
    const until = new Date();
    const text = await sandbox.statement(provider, since, until);
    const { lines, differences } = await importStatement(provider, text, { since, until, environment });
    const kinds = differences.map(({ kind }) => kind).join(', ');
    const summary = `  statement of ${provider}: ${lines} rows, ${differences.length} differences`;
    narrator.say(differences.length === 0 ? summary : `${summary} (${kinds}): this is a bug, please report it`);
    agree &&= differences.length === 0;
  }
  narrator.note(
    '  A row that is missing is reported once its time is over: an hour after the payout ended, and not yet here.',
  );
  return agree;
}

interface Imported {
  readonly lines: number;
  readonly differences: readonly { readonly kind: string }[];
}

/** @throws CannotWork */
async function importStatement(
  provider: string,
  text: string,
  { since, until, environment }: { since: Date; until: Date; environment: Readonly<Record<string, string>> },
): Promise<Imported> {
  const words = ['statement', 'import', provider, '-', '--from', since.toISOString(), '--to', until.toISOString()];
  const running = promisify(execFile)(process.execPath, [COMMAND_LINE, ...words, '--format', 'json'], {
    env: { PATH: process.env.PATH, ...environment, SALUR_OPERATOR: 'demo' },
  });
  running.child.stdin?.end(text);
  const { stdout } = await running.catch(({ stderr }: { stderr: string }) => {
    throw new CannotWork(`The statement of ${provider} could not be imported: ${stderr}`);
  });
  return JSON.parse(stdout) as Imported;
}
