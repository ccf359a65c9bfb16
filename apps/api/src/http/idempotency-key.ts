import { Problem } from '#libs/platform';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** @throws Problem `idempotency_key_missing` */
export function readIdempotencyKey(header: string | string[] | undefined): string {
  if (header === undefined) throw new Problem('idempotency_key_missing', 'There is no Idempotency-Key header');
  if (typeof header === 'string' && KEY.test(header)) return header;
  throw new Problem('idempotency_key_missing', 'The Idempotency-Key is not 1 to 255 visible ASCII characters');
}
