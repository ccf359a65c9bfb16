import { isAddressOrNetwork, isId, problemOfText } from '#libs/platform';
import { wrong } from '../core/errors.js';

/** A text for people, of at most so many characters, by the rules of the REST API. @throws UsageError */
export function readText(name: string, text: string, max: number): string {
  const problem = problemOfText(text, 1, max);
  if (problem !== null) throw wrong(name, problem);
  return text;
}

/** An id of ours, in either case. @throws UsageError */
export function readId(name: string, text: string): string {
  const id = text.toLowerCase();
  if (!isId(id)) throw wrong(name, 'send an id as it was shown, such as 019aa1f2-7c1e-7b53-9a55-6f0d7f3c2b11');
  return id;
}

/** An IP address or network. @throws UsageError */
export function readAddress(name: string, text: string): string {
  if (!isAddressOrNetwork(text)) throw wrong(name, 'send an IP address or network: 203.0.113.7 or 203.0.113.0/24');
  return text;
}
