/** The body of a callback, in whichever of the usual forms it comes. */
import type { CallbackRequest } from '../port/callback.js';
import { type JsonObject, readJson } from './json.js';

/**
 * The fields of a callback: of one JSON object, its numbers as written; of one whose quotes are escaped by backslashes, as
 * PHP's `stripslashes` would undo it; or of a form. The body decides which, not its content type: providers get that wrong.
 *
 * @returns null when it is none of these, not UTF-8, or has a field twice with different values
 */
export function readCallbackBody({ body }: Pick<CallbackRequest, 'body'>): JsonObject | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
  return readJson(text) ?? readJson(withoutSlashes(text)) ?? readForm(text);
}

/** `{\"name\":\"A \\\\ B\"}` -> `{"name":"A \\ B"}` */
function withoutSlashes(text: string): string {
  return text.replace(/\\([\s\S])/g, '$1');
}

function readForm(text: string): JsonObject | null {
  if (!/^[A-Za-z_][\w.-]*=/.test(text)) return null;
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if ((fields.get(name) ?? value) !== value) return null;
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}
