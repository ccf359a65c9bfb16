/**
 * One request to a provider, from its bytes to an outcome, with evidence. Nothing here throws: a response that cannot be
 * understood gives the step's unsure outcome.
 */
import { createHash } from 'node:crypto';
import type { InquiryOutcome, ProviderMessage, StatusOutcome, TransferOutcome } from '../port/outcome.js';
import type { CallContext, Exchange, Step } from '../port/provider.js';
import { errorWords, type HttpRequest, type HttpResult, type ProviderHttp } from './http.js';
import { type JsonObject, readJson } from './json.js';
import { type Redaction, redactExchange } from './redaction.js';
import { safeWords } from './safe-text.js';

/** A response with one JSON object, under any HTTP status. */
export interface Reply {
  readonly httpStatus: number;
  readonly body: JsonObject;
}

export interface Conversation<Outcome> {
  readonly step: Step;
  readonly request: HttpRequest;
  readonly redaction: Redaction;
  readonly understand: (reply: Reply) => Outcome;
  /** The outcome without a readable reply. */
  readonly unsure: (providerMessage: ProviderMessage) => Outcome;
  /** For the evidence: the outcome's kind and the provider's code. */
  readonly describe: (outcome: Outcome) => { kind: string; code: string | null };
}

type WithMessage = { readonly kind: string; readonly providerMessage: ProviderMessage };
const describeOutcome = ({ kind, providerMessage }: WithMessage) => ({ kind, code: providerMessage.code });

/** The unsure outcome of each step. */
export const UNSURE = {
  inquiry: (providerMessage: ProviderMessage): InquiryOutcome => ({ kind: 'unavailable', providerMessage }),
  transfer: (providerMessage: ProviderMessage): TransferOutcome => ({ kind: 'ambiguous', providerMessage }),
  status: (providerMessage: ProviderMessage): StatusOutcome => ({ kind: 'no_information', providerMessage }),
} as const;

type Asked<Outcome> = Pick<Conversation<Outcome>, 'request' | 'redaction' | 'understand'>;

export function askInquiry(
  http: ProviderHttp,
  asked: Asked<InquiryOutcome>,
  context: CallContext,
): Promise<InquiryOutcome> {
  return ask(http, { ...asked, step: 'inquiry', unsure: UNSURE.inquiry, describe: describeOutcome }, context);
}

export function askStatus(
  http: ProviderHttp,
  asked: Asked<StatusOutcome>,
  context: CallContext,
): Promise<StatusOutcome> {
  return ask(http, { ...asked, step: 'status', unsure: UNSURE.status, describe: describeOutcome }, context);
}

/** Queries data that is not an outcome (a balance, a bank list); null: no usable response. */
export function askFor<Data>(
  http: ProviderHttp,
  asked: Asked<Data | null> & { step: 'balance' | 'banks' },
  context: CallContext,
): Promise<Data | null> {
  const describe = (data: Data | null) => ({ kind: data === null ? 'unavailable' : 'told', code: null });
  return ask(http, { ...asked, unsure: () => null, describe }, context);
}

/** Sends the request that moves money, once. */
export async function sendTransfer(
  http: ProviderHttp,
  asked: Asked<TransferOutcome>,
  context: CallContext,
): Promise<TransferOutcome> {
  const conversation = { ...asked, step: 'transfer', unsure: UNSURE.transfer, describe: describeOutcome } as const;
  return converse(
    conversation,
    context,
    () => http.sendOnce(asked.request, context),
    (providerMessage) => ({ kind: 'not_sent', providerMessage }),
  );
}

/** Sends a query that moves no money. */
export function ask<Outcome>(
  http: ProviderHttp,
  conversation: Conversation<Outcome>,
  context: CallContext,
): Promise<Outcome> {
  return converse(conversation, context, () => http.read(conversation.request, context), conversation.unsure);
}

async function converse<Outcome>(
  conversation: Conversation<Outcome>,
  context: CallContext,
  send: () => Promise<HttpResult>,
  notSent: (providerMessage: ProviderMessage) => Outcome,
): Promise<Outcome> {
  const startedAt = new Date();
  const start = performance.now();
  const result = await send();
  const durationMs = Math.round(performance.now() - start);
  const { request, redaction, step } = conversation;
  const asked = request.body.toString('utf8');
  const { outcome: understood, error } = interpret(conversation, result, notSent);
  const evidence = redactExchange(asked, result.kind === 'answered' ? result.text : null, redaction);
  const outcome = withCleanMessage(understood, evidence.clean);
  const { kind, code } = conversation.describe(outcome);
  recordSafely(context, {
    step,
    method: request.method ?? 'POST',
    url: withoutQuery(request.url),
    request: evidence.request,
    requestSha256: sha256(request.body),
    httpStatus: result.kind === 'not_sent' ? null : result.httpStatus,
    response: evidence.response,
    outcome: kind,
    providerCode: code,
    error,
    startedAt,
    durationMs,
  });
  return outcome;
}

/** The message of an outcome is stored in the history, in alerts and with the attempt, where nothing of people belongs. */
function withCleanMessage<Outcome>(outcome: Outcome, clean: (message: string) => string): Outcome {
  if (typeof outcome !== 'object' || outcome === null || !('providerMessage' in outcome)) return outcome;
  const providerMessage = outcome.providerMessage as ProviderMessage;
  return { ...outcome, providerMessage: { ...providerMessage, message: clean(providerMessage.message) } };
}

function interpret<Outcome>(
  { understand, unsure }: Conversation<Outcome>,
  result: HttpResult,
  notSent: (providerMessage: ProviderMessage) => Outcome,
): { outcome: Outcome; error: string | null } {
  if (result.kind === 'not_sent')
    return { outcome: notSent({ code: null, message: result.error }), error: result.error };
  if (result.kind === 'no_answer')
    return { outcome: unsure({ code: null, message: result.error }), error: result.error };
  const body = result.unreadable === null ? readJson(result.text) : null;
  if (body === null) {
    const error = result.unreadable ?? 'the answer is not one JSON object';
    return { outcome: unsure({ code: null, message: `HTTP ${result.httpStatus}: ${error}` }), error };
  }
  try {
    return { outcome: understand({ httpStatus: result.httpStatus, body }), error: null };
  } catch (thrown) {
    // a bug in our reading of the response must not decide about money
    const error = errorWords(thrown);
    return { outcome: unsure({ code: null, message: 'the answer could not be understood' }), error };
  }
}

/** A failing recorder must not change the outcome. */
export function recordSafely(context: CallContext, exchange: Exchange): void {
  try {
    context.record(exchange);
  } catch {}
}

/** The provider's code and message, safe to store; `fallback` replaces a missing message. */
export function readProviderMessage(code: string | null, message: string | null, fallback: string): ProviderMessage {
  return { code: code === null ? null : safeWords(code, 32), message: message ? safeWords(message) : fallback };
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function withoutQuery(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
