import type { Vault } from '#libs/platform';
import type { BankAccount, CashPickup } from '#libs/providers';
import type { Confirmation } from '../law/status.js';
import type { Sender } from '../records/payout.entity.js';

/** Where it goes. For a bank account with the owner as the client believes, if it says. */
export type PayoutDestination = (BankAccount & { readonly accountHolderName: string | null }) | CashPickup;

/** What a client asks for, validated and complete. */
export interface PayoutRequest {
  readonly reference: string;
  /** Whole rupiah, > 0. */
  readonly amount: bigint;
  readonly rail: string;
  readonly destination: PayoutDestination;
  readonly purpose: string | null;
  readonly sender: Sender | null;
  readonly confirmation: Confirmation;
  readonly metadata: Record<string, string>;
}

/**
 * The canonical forms of a request: by the hash of its text a repetition is distinguished from another request under the same key. Rows keep
 * the hash for ever, and a repetition may reach another release than the first request. So a form never changes: its fields
 * are listed here, and a field that requests gain later is in none of the older forms.
 *
 * To add a field: add a form that has it and `expresses` it where it is given. Requests without the field keep their form, so that
 * replicas of the release before and rows that it wrote still compare.
 */
interface RequestForm {
  /** First byte of the stored hash; 0: the hash stands alone. */
  readonly number: number;
  /** Whether the form has everything that a request says. The first form that does is taken. */
  readonly expresses: (request: PayoutRequest) => boolean;
  readonly text: (request: PayoutRequest) => string;
}

const FORMS: readonly RequestForm[] = [{ number: 0, expresses: () => true, text: formOfRelease1 }];

const HASH_BYTES = 32;

/** @returns the hash to store with a payout that the request creates */
export function requestHashOf(vault: Vault, request: PayoutRequest): Buffer {
  const form = FORMS.find(({ expresses }) => expresses(request)) as RequestForm;
  return hashIn(form, vault, request);
}

/**
 * Whether a payout was created by the same request, compared in the form of the stored hash.
 *
 * @param stored see {@link requestHashOf}; one in a form that this release does not know is of another request
 */
export function isSameRequest(vault: Vault, stored: Buffer, request: PayoutRequest): boolean {
  const number = stored.length === HASH_BYTES ? 0 : stored[0];
  const form = FORMS.find((candidate) => candidate.number === number);
  return form?.expresses(request) === true && stored.equals(hashIn(form, vault, request));
}

function hashIn({ number, text }: RequestForm, vault: Vault, request: PayoutRequest): Buffer {
  const hash = vault.hash('request', text(request));
  return number === 0 ? hash : Buffer.concat([Buffer.of(number), hash]);
}

/** Keys in this order, and metadata as pairs ordered by name: the same request gives the same text, however it was written. */
function formOfRelease1(request: PayoutRequest): string {
  const { reference, amount, rail, destination, purpose, sender, confirmation, metadata } = request;
  return JSON.stringify({
    reference,
    amount: amount.toString(),
    rail,
    destination: destinationInRelease1(destination),
    purpose,
    sender: sender === null ? null : { id: sender.id, name: sender.name, phoneNumber: sender.phoneNumber },
    confirmation,
    metadata: Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)),
  });
}

function destinationInRelease1(destination: PayoutRequest['destination']): object {
  if (destination.type === 'bank_account') {
    const { type, bankCode, accountNumber, accountHolderName } = destination;
    return { type, bankCode, accountNumber, accountHolderName };
  }
  const { type, outlet, recipientName, phoneNumber, identityNumber, address } = destination;
  return { type, outlet, recipientName, phoneNumber, identityNumber, address };
}
