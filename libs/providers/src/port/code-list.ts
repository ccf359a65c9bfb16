/**
 * The documented codes of a provider and their meaning at each step. docs/CODES.md is generated from these lists, and the
 * provider's folder reads responses by the same table, so page and code cannot differ.
 */
import type { CallbackHint } from './callback.js';
import type { RefusalReason } from './outcome.js';
import type { RailDeclaration } from './rail-declaration.js';

/** The meaning of a code for the money, at one step. */
export type CodeClass =
  /** Inquiry: the owner's name is known. Transfer and status: the payee has the money or will get it. */
  | 'success'
  /** The provider has the order; its result comes later. */
  | 'accepted'
  /** No money moved: the provider itself checked and refused. */
  | 'refused'
  /** A refusal by a switch or bank behind the provider: no proof at a transfer, proof at a status check after it has aged. */
  | 'bank_refused'
  /** Refused before it began, for a reason outside the payee: no funds, wrong signature, old timestamp. */
  | 'not_started'
  /** Money may have moved. */
  | 'ambiguous'
  /** The provider does not know the order: never proof by itself. */
  | 'not_found'
  /** Only the query failed. */
  | 'query_failed';

/** The additional classes of a status check. */
export type StatusClass =
  | CodeClass
  /** The money came back. */
  | 'returned'
  /** The query succeeded; another field, with its own list, contains the result of the transfer. */
  | 'answered';

/** One documented code. */
export interface CodeRow<Class extends string> {
  /** As in the response: `-510`, `4034314`. */
  readonly code: string;
  /** Its description in the documents. */
  readonly words: string;
  /** The documented lists that contain it; absent: there is only one list. */
  readonly lists?: readonly string[];
  /** Its meaning for Salur. */
  readonly class: Class;
  /** The `failure.code` for clients when it ends in a refusal. */
  readonly reason: RefusalReason | null;
}

/** All codes of one field of one kind of answer. */
export type CodeList = { readonly title: string } & (
  | { readonly step: 'inquiry' | 'transfer'; readonly rows: readonly CodeRow<CodeClass>[] }
  | { readonly step: 'status'; readonly rows: readonly CodeRow<StatusClass>[] }
  | {
      readonly step: 'callback';
      /** Of a rail whose {@link RailDeclaration.callbackIsProof}. */
      readonly isProof?: true;
      readonly rows: readonly CodeRow<CallbackHint>[];
    }
);
