/** The common parts of DOKU's responses: a code, a message, and amounts in several formats. */
import { parseRupiah } from '#libs/platform';
import { type Reply, readProviderMessage } from '../kit/conversation.js';
import { isObject, type JsonObject, readText } from '../kit/json.js';
import type { ProviderMessage } from '../port/outcome.js';

/** The document prints `responseCode` as a number, the live interface as text: seven digits either way, or null. */
export function responseCodeOf({ body }: Reply): string | null {
  const code = readText(body, 'responseCode');
  return code !== null && /^\d{7}$/.test(code) ? code : null;
}

/** DOKU's code and message. Seven digits are a code, not an account number, so they are not masked. */
export function messageOf(reply: Reply): ProviderMessage {
  const message = firstText(reply.body, ['responseMessage', 'message', 'Message']);
  const providerMessage = readProviderMessage(
    readText(reply.body, 'responseCode'),
    message,
    `HTTP ${reply.httpStatus} without words`,
  );
  return { code: responseCodeOf(reply) ?? providerMessage.code, message: providerMessage.message };
}

/** The first of these fields that is not empty. */
export function firstText(body: JsonObject, fields: readonly string[]): string | null {
  return fields.map((field) => readText(body, field)).find((text) => text) ?? null;
}

/** The object in a field, or an empty one. */
export function readObject(body: JsonObject, field: string): JsonObject {
  const value = body[field];
  return isObject(value) ? value : {};
}

/** An amount as written: `{"value":"200000.00","currency":"IDR"}` or plain `"200000.00"`. */
export function readAmount(body: JsonObject, field: string): string | null {
  const value = body[field];
  return isObject(value) ? readText(value, 'value') : readText(body, field);
}

/** An amount without cents; null: absent or invalid. */
export function readWholeRupiah(body: JsonObject, field: string): bigint | null {
  const text = readAmount(body, field);
  return text === null ? null : parseRupiah(text);
}

/** `{"value":"200000.00","currency":"IDR"}` */
export function writeAmount(rupiah: bigint): { readonly value: string; readonly currency: 'IDR' } {
  return { value: `${rupiah}.00`, currency: 'IDR' };
}
