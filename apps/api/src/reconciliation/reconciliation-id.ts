import { isId, Problem } from '#libs/platform';

/** @throws Problem `not_found`: what is no id cannot be the id of anything */
export function readId(text: string, what: 'statement' | 'difference'): string {
  const id = text.toLowerCase();
  if (isId(id)) return id;
  throw new Problem('not_found', `There is no such ${what}`);
}
