import type { ProviderMessage } from './outcome.js';

/** A callback as it arrived. */
export interface CallbackRequest {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The transfer's result according to the callback. A hint: proof comes from a status check, or from a secret address where no status check exists. */
export type CallbackHint = 'paid' | 'failed' | 'pending' | 'returned' | 'unknown';

/** The order data in a callback; null: absent or unreadable. */
export interface CallbackOrder {
  readonly amount: bigint | null;
  readonly bankCode: string | null;
  /** Account or phone number. */
  readonly accountNumber: string | null;
}

export type CallbackReading =
  /** The signature is valid, as far as the provider signs at all. */
  | {
      readonly kind: 'genuine';
      /** Keys that name the transfer, see `Rail.transferKeys`. One match suffices. */
      readonly keys: readonly string[];
      /**
       * What the provider's signature covers, in one form whatever the encoding, the order and the other fields are: what comes again
       * with it is the same callback. The signature itself will do, if it depends on nothing else. null: nothing is signed, and the
       * transfer that it names identifies it.
       */
      readonly signed: string | null;
      readonly hint: CallbackHint;
      readonly providerMessage: ProviderMessage;
      readonly order: CallbackOrder;
    }
  /** The signature is missing or wrong, or the callback is for another account. */
  | { readonly kind: 'forged'; readonly why: string }
  /** Not in the documented format. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** The response that the provider expects once its callback is stored. */
export interface CallbackAnswer {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly body: string;
}

/** One kind of callback of a provider, at `POST /callbacks/<provider>/<path>`. */
export interface CallbackRoute {
  /** `clearing` */
  readonly path: string;
  /** `secret`: the address ends in a secret of one transfer: `/callbacks/<provider>/<path>/{secret}`. */
  readonly addressedBy: 'content' | 'secret';
  /** Reads and verifies; pure, compares signatures in constant time, and must not throw. */
  read(request: CallbackRequest): CallbackReading;
  /** The response to a genuine callback, the same for duplicates. */
  answer(request: CallbackRequest): CallbackAnswer;
}
