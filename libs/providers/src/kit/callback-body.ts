/** Reads callback bodies in the usual formats, and compares signatures. */

import { timingSafeEqual } from 'node:crypto';
import type { CallbackRequest } from '../port/callback.js';
import { decodeBody } from './body-text.js';
import { type JsonObject, readJson } from './json.js';

/**
 * The fields of a callback: one JSON object, with numbers as written; one with backslash-escaped quotes, as PHP's `stripslashes`
 * would undo; or a form. The body decides, not its content type, which
 * providers set wrongly; of that, only a character set counts.
 *
 * @returns null: none of these formats, not UTF-8 (or what the content type names), or a field twice with different values
 */
export function readCallbackBody({ headers, body }: CallbackRequest): JsonObject | null {
  const text = decodeBody(body, headers['content-type'] ?? null);
  if (text === null) return null;
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

/** Whether two texts are equal, for signatures: the duration depends only on their lengths. */
export function sameInConstantTime(theirs: string, ours: string): boolean {
  const [left, right] = [Buffer.from(theirs, 'utf8'), Buffer.from(ours, 'utf8')];
  return left.length === right.length && timingSafeEqual(left, right);
}
