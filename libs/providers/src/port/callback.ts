import type { ProviderWords } from './outcome.js';

/** A callback as it arrived. */
export interface CallbackRequest {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the provider says became of the transfer. A hint: only a status check (or, where there is none, a secret address) makes it proof. */
export type CallbackHint = 'paid' | 'failed' | 'pending' | 'returned' | 'unknown';

/** What a callback repeats of the order; null: not told, or not readable. */
export interface CallbackAbout {
  readonly amount: bigint | null;
  readonly bankCode: string | null;
  /** Account or phone number. */
  readonly accountNumber: string | null;
}

export type CallbackReading =
  /** Signed as it must be, or as far as the provider signs at all. */
  | {
      readonly kind: 'genuine';
      /** Texts that name the transfer, see `Rail.transferKeys`. Any that matches will do. */
      readonly keys: readonly string[];
      readonly hint: CallbackHint;
      readonly words: ProviderWords;
      readonly about: CallbackAbout;
    }
  /** The signature is missing or wrong, or it is not ours. */
  | { readonly kind: 'forged'; readonly why: string }
  /** Not what the provider documents. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** What the provider wants to hear once its callback is stored. */
export interface CallbackAnswer {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly body: string;
}

/** One kind of callback of a provider, at `POST /callbacks/<provider>/<path>`. */
export interface CallbackRoute {
  /** `clearing` */
  readonly path: string;
  /** `secret`: the address goes on with a secret of one transfer: `/callbacks/<provider>/<path>/{secret}`. */
  readonly addressedBy: 'content' | 'secret';
  /** Reads and verifies; pure, compares signatures in constant time, and must not throw. */
  read(request: CallbackRequest): CallbackReading;
  /** The answer to a genuine callback, the same for duplicates. */
  answer(request: CallbackRequest): CallbackAnswer;
}
