import path from 'node:path';
import { ManagedProcess } from '../../tools/stack/managed-process.js';
import { eventually, PATIENT_MS } from './eventually.js';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');

/** Hundreds of processes are started; each need not compile the same files anew. */
export const COMPILE_CACHE = path.join(REPOSITORY, '.cache', 'node-compile');

/** It is gone, so nothing that it was to do will come any more. The message is what it has printed. */
class ExitedEarly extends Error {}

/** One of our programs as a process of its own, so that it can be killed for real. */
export class Child extends ManagedProcess {
  /** Starts a built entry point, e.g. `programs/api.js`, with nothing of our environment but PATH. */
  static start(entry: string, environment: Readonly<Record<string, string>>): Child {
    return new Child({ name: entry, entry, environment: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment } });
  }

  override prints(pattern: RegExp, withinMs = PATIENT_MS): Promise<RegExpExecArray> {
    return super.prints(pattern, withinMs);
  }

  /** Looks until `look` gives something; rejects when the process exits before or the time is up. */
  eventually<T>(what: string, look: () => Promise<T | null | undefined | false>, withinMs?: number): Promise<T> {
    const lookWhileItLives = async () => {
      const { hasExited } = this;
      if (hasExited) await this.exit();
      const seen = await look().catch((error: unknown) => {
        if (!hasExited) throw error;
      });
      if (hasExited && !seen) throw new ExitedEarly(this.printed);
      return seen as Awaited<ReturnType<typeof look>>;
    };
    return eventually(what, lookWhileItLives, withinMs, (error) => error instanceof ExitedEarly);
  }
}
