import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { crashPoint, newId, Problem, Signal } from '#libs/platform';
import type { CallbackAnswer, CallbackReading, CallbackRequest } from '#libs/providers';
import type { RefusalKind, StoredAbout } from '../records/callback.entity.js';
import { SealedData } from '../records/personal-data.js';
import { CallbackRoutes, type OpenRoute } from './callback-routes.js';
import { CountRefusals } from './count-refusals.js';
import { ProcessCallbacks } from './process-callbacks.js';
import { StoreCallbacks, type Stored } from './store-callbacks.js';
import type { CallbackRow } from './store-callbacks.queries.js';

/** The result of a callback at a known address: stored, stored before, or the reason of the refusal. */
export type CallbackTaking = Extract<Stored, 'new' | 'duplicate'> | RefusalKind;
export const CALLBACK_TAKEN = new Signal<{ readonly provider: string; readonly result: CallbackTaking }>();

/** A callback as HTTP brought it. */
export interface ArrivedCallback {
  readonly provider: string;
  readonly path: string;
  /** The secret that its address ends with; null: none. */
  readonly secret: string | null;
  /** The address it came from. */
  readonly source: string;
  readonly request: CallbackRequest;
}

/** Headers that are kept: what the body is and how the provider names its message. Whatever grants anything is not here. */
const KEPT_HEADERS = [
  'content-type',
  'user-agent',
  'request-id',
  'request-timestamp',
  'x-request-id',
  'x-external-id',
  'x-timestamp',
] as const;
const WORDS_LENGTH = 255;

type Genuine = Extract<CallbackReading, { kind: 'genuine' }>;

/**
 * Takes a callback: only from where its provider calls, only when it is signed as it must be, and stored durably before it
 * is answered. It is processed afterwards.
 */
@Injectable()
export class TakeCallback {
  private readonly logger = new Logger(TakeCallback.name);

  constructor(
    private readonly routes: CallbackRoutes,
    private readonly refusals: CountRefusals,
    private readonly callbacks: StoreCallbacks,
    private readonly processing: ProcessCallbacks,
    private readonly sealed: SealedData,
  ) {}

  /**
   * @returns the response that the provider expects; the callback is then in the database, and the commit acknowledged
   * @throws Problem `not_found`, `callback_source_refused`, `callback_forged`, `callback_unreadable` or `rate_limited`
   */
  async take(arrived: ArrivedCallback): Promise<CallbackAnswer> {
    const { provider, path, secret, source, request } = arrived;
    const open = this.routes.find(provider, path, secret !== null);
    if (open === undefined) throw notFound();
    if (!open.sources.isEmpty && !open.sources.has(source)) throw this.refused(arrived, 'source', 'address not listed');
    const reading = this.read(open, request);
    if (reading.kind !== 'genuine') throw this.refused(arrived, reading.kind, reading.why);
    const answer = open.route.answer(request);
    const stored = await this.callbacks.store(rowOf(arrived, reading, this.sealed));
    // The secret is committed before the transfer leaves, so one that is unknown was never ours.
    if (stored === 'unknown_secret') throw this.refused(arrived, 'unknown_secret', 'no transfer has this address');
    if (stored === 'busy') throw this.refused(arrived, 'busy', 'too many at once');
    CALLBACK_TAKEN.emit({ provider, result: stored });
    crashPoint('after_callback_stored');
    // Also for a duplicate: while it was being counted, the callback was locked and may have been left out of a round.
    this.processing.soon();
    return answer;
  }

  private read({ provider, route }: OpenRoute, request: CallbackRequest): CallbackReading {
    try {
      return route.read(request);
    } catch (error) {
      this.logger.error({ msg: 'a callback could not be read', callback: `${provider}/${route.path}`, err: error });
      return { kind: 'unreadable', why: 'reading it failed' };
    }
  }

  private refused({ provider, path }: ArrivedCallback, kind: RefusalKind, why: string): Problem {
    this.refusals.count(provider, path, kind, why);
    CALLBACK_TAKEN.emit({ provider, result: kind });
    return PROBLEM_OF[kind]();
  }
}

/** The error for the caller. It does not say which part was wrong, so an attacker learns nothing from it. */
const PROBLEM_OF: Readonly<Record<RefusalKind, () => Problem>> = {
  source: () => new Problem('callback_source_refused', 'Callbacks of this provider do not come from this address'),
  forged: () => new Problem('callback_forged', 'The signature of the callback is missing or wrong'),
  unreadable: () => new Problem('callback_unreadable', 'The callback is not what the provider documents'),
  unknown_secret: notFound,
  busy: () => new Problem('rate_limited', 'More callbacks come than can be stored', {}, { retryAfterSeconds: 1 }),
};

function notFound(): Problem {
  return new Problem('not_found', 'There is nothing at this path');
}

function rowOf(
  { provider, path, secret, source, request }: ArrivedCallback,
  reading: Genuine,
  sealed: SealedData,
): CallbackRow {
  const id = newId();
  const about = aboutOf(reading, sealed);
  return {
    id,
    provider,
    path,
    source,
    headers: keptHeaders(request.headers),
    bodySealed: sealed.sealCallbackBody(id, request.body),
    bodySha256: identityOf(reading, secret === null ? null : about),
    secretSha256: secret === null ? '' : createHash('sha256').update(secret).digest('hex'),
    keys: reading.keys.map(storable),
    hint: reading.hint,
    statusWords: messageOf(reading),
    about,
  };
}

/**
 * What makes two callbacks of a route the same one: what is signed of them, and what they say of the result, which Duitku does not
 * sign. So a replay with other words, fields or encoding adds no row; one with another result adds one, of five at most.
 *
 * @param about the order that it repeats, of a callback at a secret address: there it can be proof, and one about another order must
 *   not keep out the one that is right. Only a sender that knows the secret can vary it.
 */
function identityOf({ signed, keys, hint }: Genuine, about: StoredAbout | null): Buffer {
  const identity = JSON.stringify([signed ?? [...keys].sort(), hint, ...(about === null ? [] : [about])]);
  return createHash('sha256').update(identity).digest();
}

function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, storable(value).slice(0, WORDS_LENGTH)]];
    }),
  );
}

function messageOf({ providerMessage }: Genuine): string | null {
  const text = [providerMessage.code, providerMessage.message].filter((part) => part !== null && part !== '').join(' ');
  return text === '' ? null : storable(text).slice(0, WORDS_LENGTH).toWellFormed();
}

function aboutOf({ order }: Genuine, sealed: SealedData): StoredAbout {
  return {
    amount: order.amount?.toString() ?? null,
    bankCode: order.bankCode && storable(order.bankCode),
    destinationHash: order.accountNumber && sealed.destinationHash(order.accountNumber).toString('hex'),
  };
}

/** PostgreSQL refuses NUL and lone surrogates. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '');
}
