import { createInterface } from 'node:readline';
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
  const answer = await readAnswer(`${question} Type yes: `);
  if (answer.trim().toLowerCase() !== 'yes') throw new Refused('Nothing was changed');
}

/** The next line that is typed; empty when the input ends (Ctrl-D). */
function readAnswer(question: string): Promise<string> {
  // As no terminal of its own: Ctrl-C stays a signal.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  return new Promise<string>((resolve) => {
    lines.question(question, resolve);
    lines.once('close', () => resolve(''));
  }).finally(() => lines.close());
}
