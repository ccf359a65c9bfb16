/**
 * From a provider's code to our outcome. Each provider keeps a table that gives every documented code a class per step;
 * what a class means is said here, once. A code without a row, and an HTTP status that cannot be trusted, end on the
 * unsure side.
 */
import type { CodeClass } from '../port/code-list.js';
import type {
  InquiryOutcome,
  InquiryPassed,
  Learned,
  ProviderWords,
  RefusalReason,
  StatusOutcome,
  TransferOutcome,
} from '../port/outcome.js';

export type { CodeClass };

/** What one code means at one step; `reason` is used when the class ends in a refusal. */
export interface CodeReading {
  readonly class: CodeClass;
  readonly reason: RefusalReason | null;
}

/** An answer at hand: how it came, what its code means (`null`: no row) and whether it speaks of our order. */
export interface Answer {
  readonly httpStatus: number;
  readonly reading: CodeReading | null;
  readonly words: ProviderWords;
  readonly echo: Echo;
  /** What a transfer's answer tells beside its code; dropped when it is about another order. */
  readonly learned?: Learned;
}

/** Fields by which an answer repeats our order. */
export interface Echo {
  readonly missing: readonly string[];
  readonly different: readonly string[];
}

/**
 * Transfer answers: `success` and `accepted` need a 2xx and a full echo, refusals a 2xx or 4xx and no contradicting echo.
 */
export function transferOutcome({ httpStatus, reading, words, echo, learned }: Answer): TransferOutcome {
  if (echo.different.length > 0) return { kind: 'ambiguous', words, alert: otherOrder(echo.different) };
  switch (weighed(reading, httpStatus)) {
    case 'success':
    case 'accepted':
      if (echo.missing.length > 0) return { kind: 'ambiguous', words, alert: noEcho(echo.missing), learned };
      return { kind: reading?.class === 'success' ? 'paid' : 'accepted', words, learned };
    case 'refused':
    case 'not_started':
      return { kind: 'refused', reason: reading?.reason ?? 'declined', words };
    default:
      return { kind: 'ambiguous', words, learned };
  }
}

/** Status answers, of an order whose transfer was attempted. */
export function statusOutcome({ httpStatus, reading, words, echo }: Answer): StatusOutcome {
  if (echo.different.length > 0) return { kind: 'no_information', words, alert: otherOrder(echo.different) };
  const reason = reading?.reason ?? 'declined';
  switch (weighed(reading, httpStatus)) {
    case 'success':
      if (echo.missing.length > 0) return { kind: 'no_information', words, alert: noEcho(echo.missing) };
      return { kind: 'paid', words };
    case 'accepted':
    case 'ambiguous':
      return { kind: 'processing', words };
    case 'refused':
      return { kind: 'refused', reason, certainty: 'definite', words };
    case 'bank_refused':
      return { kind: 'refused', reason, certainty: 'when_aged', words };
    case 'not_found':
      return { kind: 'not_found', words };
    default:
      return { kind: 'no_information', words };
  }
}

/** @param passed reads the owner's name; null when the answer says success but lacks what the transfer will need */
export function inquiryOutcome(
  { httpStatus, reading, words, echo }: Answer,
  passed: () => InquiryPassed | null,
): InquiryOutcome {
  if (echo.different.length > 0)
    return { kind: 'unavailable', words: { ...words, message: otherOrder(echo.different) } };
  switch (weighed(reading, httpStatus)) {
    case 'success':
      return passed() ?? { kind: 'unavailable', words: { ...words, message: `incomplete answer: ${words.message}` } };
    case 'refused':
    case 'bank_refused':
      return { kind: 'refused', reason: reading?.reason ?? 'declined', words };
    default:
      return { kind: 'unavailable', words };
  }
}

/** What the class is worth, given how the answer came: a proxy can answer 3xx, 408, 409, 429 and 5xx in the provider's name. */
function weighed(reading: CodeReading | null, httpStatus: number): CodeClass | null {
  if (reading === null) return null;
  if (httpStatus >= 200 && httpStatus < 300) return reading.class;
  if (httpStatus < 400 || httpStatus >= 500 || httpStatus === 408 || httpStatus === 409 || httpStatus === 429)
    return null;
  // an error status and a code of success contradict each other
  return reading.class === 'success' || reading.class === 'accepted' || reading.class === 'ambiguous'
    ? null
    : reading.class;
}

const otherOrder = (fields: readonly string[]) => `the answer is about another order: ${fields.join(', ')}`;
const noEcho = (fields: readonly string[]) => `the answer does not repeat our order: ${fields.join(', ')}`;
