import { wrong } from '../core/errors.js';

/** One of a few words. @throws UsageError naming them */
export function readWord<Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw wrong(name, `send ${words.join(' or ')}`);
}
