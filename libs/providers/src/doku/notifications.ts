/**
 * DOKU's notifications: the result of a transfer that was unpaid at first, and refunds. The document does not describe the signature;
 * the one of the older interface does not cover the body. A notification therefore only shows that a transfer changed, and the
 * status check shows how.
 * Source: developers.doku.com/payout/kirim-doku, "Unpaid Notification" and "Refund Notification"
 */
import { readCallbackBody, sameInConstantTime } from '../kit/callback-body.js';
import { readProviderMessage } from '../kit/conversation.js';
import { type JsonObject, readText } from '../kit/json.js';
import { isPlain } from '../kit/safe-text.js';
import type { CallbackHint, CallbackReading, CallbackRequest, CallbackRoute } from '../port/callback.js';
import type { Secret } from '../port/secret.js';
import { readNotificationStatus } from './codes.js';
import { keyOf, NOTIFICATION_KEYS } from './rails.js';
import { signNotification } from './signatures.js';

/** The credentials that authenticate a notification. */
export interface NotificationCredentials {
  readonly agentKey: string;
  /** null: the signature is not verified. */
  readonly notificationKey: Secret | null;
}

type HintOf = (body: JsonObject) => CallbackHint;

/** The notifications of Kirim DOKU. */
export function kirimNotifications(credentials: NotificationCredentials): readonly CallbackRoute[] {
  const route = (path: string, hintOf: HintOf): CallbackRoute => ({
    path,
    addressedBy: 'content',
    read: (request) => readNotification(request, hintOf, credentials),
    answer: answerOf,
  });
  return [
    route('unpaid', (body) => readNotificationStatus(readText(body, 'transactionStatus'))),
    // it has no status: its arrival is the information
    route('refund', () => 'returned'),
  ];
}

function readNotification(
  request: CallbackRequest,
  hintOf: HintOf,
  credentials: NotificationCredentials,
): CallbackReading {
  const why = forgery(request, credentials);
  if (why !== null) return { kind: 'forged', why };
  const body = readCallbackBody(request);
  if (body === null) return { kind: 'unreadable', why: 'the body is neither one JSON object nor a form' };
  const keys = readKeys(body);
  if (keys.length === 0) return { kind: 'unreadable', why: `it has none of ${NOTIFICATION_KEYS.join(', ')}` };
  const providerMessage = readProviderMessage(
    readText(body, 'transactionStatus'),
    readText(body, 'message'),
    'without words',
  );
  const order = { amount: null, bankCode: null, accountNumber: null };
  // The id of the notification is all that is signed.
  const signed = credentials.notificationKey === null ? null : (request.headers.requestid ?? null);
  return { kind: 'genuine', keys, signed, hint: hintOf(body), providerMessage, order };
}

/** Why the notification is not from DOKU to us; null: it is, as far as that can be verified. */
function forgery({ headers }: CallbackRequest, { agentKey, notificationKey }: NotificationCredentials): string | null {
  const { agentkey = '', requestid = '', signature = '' } = headers;
  if (!sameInConstantTime(agentkey, agentKey)) return 'its agentKey is not ours';
  if (notificationKey === null) return null;
  const ours = signNotification(agentKey, requestid, notificationKey.reveal());
  return requestid !== '' && sameInConstantTime(signature, ours) ? null : 'its signature is wrong';
}

/** A longer id than ours (64) cannot belong to one of our transfers. */
function readKeys(body: JsonObject): string[] {
  return NOTIFICATION_KEYS.flatMap((kind) => {
    const value = readText(body, kind);
    return value && value.length <= 64 && isPlain(value) ? [keyOf(kind, value)] : [];
  });
}

/** DOKU repeats a refund up to three times "until the notification callback response is correct". */
function answerOf(request: CallbackRequest) {
  const transactionId = readText(readCallbackBody(request) ?? {}, 'transactionId') ?? '';
  const answer = { status: true, transactionId, responseCode: '00', responseMessage: 'Successfully processed' };
  return { httpStatus: 200, contentType: 'application/json', body: JSON.stringify(answer) };
}
