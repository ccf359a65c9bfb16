/**
 * Cash Out: cash at a counter of Indomaret or Pos Indonesia for a token, which the recipient gets by SMS and we get in the
 * response. The only request, called inquiry, moves money: Duitku debits our balance and issues the token. The result arrives by
 * a callback to the URL in the request.
 */
import { statusOutcome, transferOutcome } from '../kit/codes.js';
import { askStatus, type Reply, sendTransfer } from '../kit/conversation.js';
import { compareEcho, type EchoField } from '../kit/echo.js';
import { type JsonObject, readText } from '../kit/json.js';
import { cashPickupOf } from '../kit/order.js';
import { isPlain } from '../kit/safe-text.js';
import type { StatusOutcome, TransferDetails, TransferOutcome } from '../port/outcome.js';
import type { Rail, TransferOrder } from '../port/provider.js';
import type { CashPickup, Outlet } from '../port/rail-declaration.js';
import { Secret } from '../port/secret.js';
import { type DuitkuClient, messageOf, readDisburseId, duitkuRedaction as redaction } from './client.js';
import { readCode } from './codes.js';
import { custRefNumberKey, disburseIdKey } from './rails.js';

/** Duitku's codes of the outlets, sent as the bank code. */
const OUTLET_CODES: Readonly<Record<Outlet, string>> = { indomaret: '2010', pos_indonesia: '2011' };

/** The rail to cash at a counter. */
export function cashOutRail(client: DuitkuClient): Rail {
  return {
    name: 'duitku.cash_out',

    prepareTransfer(order, signedAt) {
      return client.request('cashOutInquiry', client.cashOutUrl('inquiry'), cashOutFields(order), signedAt);
    },

    transfer(prepared, order, context) {
      const understand = (reply: Reply) => readCashOut(order, reply);
      return sendTransfer(client.http, { request: prepared, redaction, understand }, context);
    },

    async checkStatus(order, context) {
      const disburseId = order.providerReference;
      if (disburseId === null)
        return { kind: 'no_information', providerMessage: { code: null, message: NOTHING_TO_ASK_BY } };
      const request = client.request('status', client.queryUrl('inquirystatus'), { disburseId }, new Date());
      const understand = (reply: Reply) => readStatus(order, reply);
      return askStatus(client.http, { request, redaction, understand }, context);
    },

    transferKeys: ({ reference, providerReference }) => [
      custRefNumberKey(reference),
      ...(providerReference ? [disburseIdKey(providerReference)] : []),
    ],
  };
}

const NOTHING_TO_ASK_BY = 'not queried: no answer contained the disburseId';

function cashOutFields(order: TransferOrder) {
  const { outlet, recipientName, phoneNumber, identityNumber, address } = cashPickupOf(order);
  // without it the result would never be known
  if (order.callbackUrl === null) throw new Error('a cash out needs an address for its callback');
  return {
    amountTransfer: order.amount,
    custRefNumber: order.reference,
    bankCode: OUTLET_CODES[outlet],
    accountName: recipientName,
    accountAddress: address ?? undefined,
    accountIdentity: identityNumber,
    phoneNumber,
    purpose: order.purpose,
    callbackUrl: order.callbackUrl,
  };
}

function readCashOut(order: TransferOrder, { httpStatus, body }: Reply): TransferOutcome {
  const pickup = cashPickupOf(order);
  const providerMessage = messageOf({ httpStatus, body });
  const transferDetails = readTransferDetails(body);
  const echo = compareEcho(body, [
    ...orderEcho(order, pickup),
    { field: 'phoneNumber', ours: pickup.phoneNumber, as: 'phone' },
  ]);
  const outcome = transferOutcome({
    httpStatus,
    reading: readCode(providerMessage.code, 'cashOut'),
    providerMessage,
    echo,
    transferDetails,
  });
  const absent = providerMessage.code === '00' ? absentProof(pickup, transferDetails) : null;
  if (outcome.kind !== 'accepted' || absent === null) return outcome;
  return {
    kind: 'ambiguous',
    providerMessage,
    alert: `the answer says success but has no usable ${absent}`,
    transferDetails,
  };
}

/** The missing value without which the recipient gets no cash. The PIN is documented for Pos Indonesia only. */
function absentProof({ outlet }: CashPickup, { cashPickup }: TransferDetails): string | null {
  if (!cashPickup) return 'token';
  return outlet === 'pos_indonesia' && cashPickup.pin === null ? 'pin' : null;
}

function readTransferDetails(body: JsonObject): TransferDetails {
  const disburseId = readDisburseId(body);
  const providerReference = disburseId !== null && isPlain(disburseId) ? disburseId : null;
  const token = readProof(body, 'token');
  if (token === null) return { providerReference };
  const pin = readProof(body, 'pin');
  return {
    providerReference,
    cashPickup: { token: new Secret(token), pin: pin === null ? null : new Secret(pin) },
  };
}

/**
 * What the recipient has to show, as written. The token is documented as a double, so it can end in `.0` like Duitku's amounts. A
 * number with an exponent has lost digits, and a single zero means none.
 */
function readProof(body: JsonObject, field: 'token' | 'pin'): string | null {
  const text = readText(body, field)?.replace(/^(\d+)\.0+$/, '$1') ?? '';
  return /^[A-Za-z0-9-]{1,64}$/.test(text) && text !== '0' ? text : null;
}

/**
 * The status check is documented for transfers, not for cash outs: only a full success about our order counts, and every other
 * result is no information, in particular "not found".
 */
function readStatus(order: TransferOrder, { httpStatus, body }: Reply): StatusOutcome {
  const providerMessage = messageOf({ httpStatus, body });
  const pickup = cashPickupOf(order);
  const echo = compareEcho(body, [
    ...orderEcho(order, pickup),
    { field: 'bankCode', ours: OUTLET_CODES[pickup.outlet], as: 'text', optional: true },
  ]);
  const outcome = statusOutcome({
    httpStatus,
    reading: readCode(providerMessage.code, 'status'),
    providerMessage,
    echo,
  });
  return outcome.kind === 'paid' || outcome.kind === 'no_information'
    ? outcome
    : { kind: 'no_information', providerMessage };
}

function orderEcho({ amount, reference }: TransferOrder, { recipientName }: CashPickup): EchoField[] {
  return [
    { field: 'amountTransfer', ours: amount.toString(), as: 'amount' },
    { field: 'custRefNumber', ours: reference, as: 'reference' },
    { field: 'accountName', ours: recipientName, as: 'name', optional: true },
  ];
}
