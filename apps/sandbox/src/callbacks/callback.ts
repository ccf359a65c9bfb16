import type { Settlement } from '../books.js';
import type { Step } from '../steps.js';

/** What may differ between two callbacks about the same transfer. Amounts are whole rupiah. */
export interface CallbackContent {
  readonly statusCode: string;
  /** Signed with a key that is not the merchant's. */
  readonly forged: boolean;
  /** Another amount than the transfer's; `signed` says whether the signature is over that one. */
  readonly tampered: { readonly amount: number; readonly signed: boolean } | null;
}

/** One callback as a face writes it. The fields are sent as JSON, or as a form when that was ordered. */
export interface WrittenCallback {
  readonly fields: Readonly<Record<string, string | number>>;
  /** Beside content-type. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A callback that is due. */
export interface Callback {
  readonly step: Step;
  /** The key of the transfer: Duitku's disburseId or DOKU's partnerReferenceNo. */
  readonly disburseId: string;
  /** The account paid; for a cash out the phone number. */
  readonly bankAccount: string;
  /** Where it goes, read when it leaves; null without a receiver. */
  url(statusCode: string): string | null;
  /** The true result. */
  readonly statusCode: string;
  /** Whether it leaves by itself; another leaves only by POST /control/callbacks/send. */
  readonly sendsItself: boolean;
  /** How many retries there are until the receiver accepts it. */
  readonly retries: number;
  write(content: CallbackContent): WrittenCallback;
  /** Whether the receiver's response is the documented one. */
  isAccepted(answer: { status: number; text: string }): boolean;
  /** The end a status code stands for; null when it is no end. */
  endingOf(statusCode: string): Settlement | null;
  /**
   * Books the result and sets the status, just before the callback leaves.
   * @param ending instead of the true result.
   */
  settle(ending?: Settlement): Promise<void>;
}
