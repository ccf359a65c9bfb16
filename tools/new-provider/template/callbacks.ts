/**
 * The provider's callbacks. REPLACE: path, signature and fields, or drop this file, its line in `index.ts`
 * and `transferKeys` of the rail, if it never calls back.
 */
import { parseRupiah } from '#libs/platform';
import { sameInConstantTime } from '../../../libs/providers/src/kit/callback-body.js';
import { readProviderMessage } from '../../../libs/providers/src/kit/conversation.js';
import { readJson, readText } from '../../../libs/providers/src/kit/json.js';
import type { CallbackReading, CallbackRequest, CallbackRoute } from '../../../libs/providers/src/port/callback.js';
import { sign } from './client.js';
import { readHint } from './codes.js';
import type { AcmeCredentials } from './environment.js';
import { referenceKey } from './rails.js';

/** `POST /callbacks/acme/transfers` */
export function acmeCallbacks(credentials: AcmeCredentials): readonly CallbackRoute[] {
  return [
    {
      path: 'transfers',
      addressedBy: 'content',
      read: (request) => readCallback(request, credentials),
      answer: () => ({ httpStatus: 200, contentType: 'application/json', body: '{"received":true}' }),
    },
  ];
}

function readCallback({ headers, body }: CallbackRequest, { secretKey }: AcmeCredentials): CallbackReading {
  const { 'x-timestamp': timestamp, 'x-signature': signature } = headers;
  if (timestamp === undefined || signature === undefined) return { kind: 'forged', why: 'it is not signed' };
  if (!sameInConstantTime(signature, sign(secretKey, timestamp, body)))
    return { kind: 'forged', why: 'its signature is wrong' };
  const fields = readJson(body.toString('utf8'));
  const reference = fields && readText(fields, 'reference');
  if (!fields || !reference) return { kind: 'unreadable', why: 'it is no JSON object that names a reference' };
  const status = readText(fields, 'status');
  return {
    kind: 'genuine',
    keys: [referenceKey(reference)],
    // The time is signed as well, but differs when the provider sends the same callback again.
    signed: body.toString('utf8'),
    hint: readHint(status),
    providerMessage: readProviderMessage(status, readText(fields, 'message'), 'without words'),
    order: {
      amount: parseRupiah(readText(fields, 'amount') ?? ''),
      bankCode: readText(fields, 'bankCode'),
      accountNumber: readText(fields, 'accountNumber'),
    },
  };
}
