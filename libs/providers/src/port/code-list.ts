/**
 * The codes of a provider's documents, for people: what each means at each step. docs/CODES.md is printed from these lists,
 * and the folder reads answers by the same table, so that the page cannot say something else than the code does.
 */
import type { CallbackHint } from './callback.js';
import type { RefusalReason } from './outcome.js';
import type { RailDeclaration } from './rail-declaration.js';

/** What a code means for the money, at one step. */
export type CodeClass =
  /** Inquiry: the owner's name is known. Transfer and status: the money reached, or will reach, the payee. */
  | 'success'
  /** The provider has the order; its result comes later. */
  | 'accepted'
  /** Money surely did not move: the provider itself checked and refused. */
  | 'refused'
  /** The words of refusal come from behind the provider (switch, bank): at a transfer not yet proof, at a status check proof when aged. */
  | 'bank_refused'
  /** Refused before it began, for a reason outside the payee: no funds, wrong signature, old timestamp. */
  | 'not_started'
  /** It may have moved. */
  | 'ambiguous'
  /** The order is not known: never proof by itself. */
  | 'not_found'
  /** Only the question failed. */
  | 'query_failed';

/** What a status check can say besides. */
export type StatusClass =
  | CodeClass
  /** The money came back. */
  | 'returned'
  /** The question was answered: what became of the transfer stands in another field, which has a list of its own. */
  | 'answered';

/** One code of the documents. */
export interface CodeRow<Class extends string> {
  /** As it stands in the answer: `-510`, `4034314`. */
  readonly code: string;
  /** What the documents call it. */
  readonly words: string;
  /** Which of the documents' lists have it; absent: there is only one. */
  readonly lists?: readonly string[];
  /** What it means here. */
  readonly class: Class;
  /** What the client is told when it ends in a refusal. */
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
