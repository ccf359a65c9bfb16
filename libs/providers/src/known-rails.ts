import { z } from 'zod';
import { PROVIDERS } from './registry.js';

/** Rails that variables name must exist: a misspelt one would silently rank last. */
function namesOnlyRails(namesOf: (text: string) => readonly string[]) {
  return z
    .string()
    .optional()
    .superRefine((text, context) => {
      const rails = new Set<string>(PROVIDERS.flatMap((provider) => provider.rails.map((rail) => rail.name)));
      const unknown = namesOf(text ?? '').filter((name) => name !== '' && !rails.has(name));
      if (unknown.length === 0) return;
      context.addIssue({ code: 'custom', message: `names no rail; there are ${[...rails].join(', ')}` });
    });
}

const commaSeparated = (text: string) => text.split(',').map((part) => part.trim());

/** Checks the variables that name rails against the registry; their values are read with the settings. */
export const knownRails = z.object({
  RAIL_ORDER: namesOnlyRails(commaSeparated),
  RAIL_FEES: namesOnlyRails((text) => commaSeparated(text).map((pair) => pair.split('=')[0] as string)),
});
