import { createInterface } from 'node:readline/promises';
import { Refused, UsageError } from './errors.js';

/**
 * Sees that somebody can say yes to what cannot be taken back: by --yes, or at a terminal.
 *
 * @throws UsageError when nobody can be asked
 */
export function assertCanBeAsked(yes: boolean): void {
  if (yes || process.stdin.isTTY) return;
  throw new UsageError('this asks for a yes and nobody is there to be asked: add --yes');
}

/** @throws Refused unless the answer is yes */
export async function askPerson(question: string, yes: boolean): Promise<void> {
  if (yes) return;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} Type yes: `);
    if (answer.trim().toLowerCase() !== 'yes') throw new Refused('Nothing was changed');
  } finally {
    terminal.close();
  }
}
