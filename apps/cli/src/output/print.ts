import { once } from 'node:events';

/** What a command is for, on standard output. Resolves when there is room for more. */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** What a person should know beside it, on standard error. */
export function note(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** Waits until everything that was printed is out. */
export async function flushOutput(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
}
