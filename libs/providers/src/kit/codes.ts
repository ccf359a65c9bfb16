/**
 * Maps a provider's code to an outcome. Each provider has a table with a class per documented code and step; the meaning of a
 * class is defined here, once. A code without a row, and an HTTP status that cannot be trusted, give the unsure outcome.
 */
import type { CodeClass } from '../port/code-list.js';
import type {
  InquiryOutcome,
  InquiryPassed,
  ProviderMessage,
  RefusalReason,
  StatusOutcome,
  TransferDetails,
  TransferOutcome,
} from '../port/outcome.js';

export type { CodeClass };

/** The meaning of one code at one step; `reason` applies when the class ends in a refusal. */
export interface CodeReading {
  readonly class: CodeClass;
  readonly reason: RefusalReason | null;
}

/** A response: its HTTP status, the meaning of its code (`null`: no row) and whether it is about our order. */
export interface Answer {
  readonly httpStatus: number;
  readonly reading: CodeReading | null;
  readonly providerMessage: ProviderMessage;
  readonly echo: Echo;
  /** What a transfer's response contains in addition to its code; dropped when it is about another order. */
  readonly transferDetails?: TransferDetails;
}

/** The fields of a response that should repeat our order and do not. */
export interface Echo {
  readonly missing: readonly string[];
  readonly different: readonly string[];
}

/**
 * The outcome of a transfer: `success` and `accepted` need a 2xx and a full echo, refusals a 2xx or 4xx and no contradicting echo.
 */
export function transferOutcome({
  httpStatus,
  reading,
  providerMessage,
  echo,
  transferDetails,
}: Answer): TransferOutcome {
  if (echo.different.length > 0) return { kind: 'ambiguous', providerMessage, alert: otherOrder(echo.different) };
  switch (trustedClass(reading, httpStatus)) {
    case 'success':
    case 'accepted':
      if (echo.missing.length > 0)
        return { kind: 'ambiguous', providerMessage, alert: noEcho(echo.missing), transferDetails };
      return { kind: reading?.class === 'success' ? 'paid' : 'accepted', providerMessage, transferDetails };
    case 'refused':
    case 'not_started':
      return { kind: 'refused', reason: reading?.reason ?? 'declined', providerMessage };
    default:
      return { kind: 'ambiguous', providerMessage, transferDetails };
  }
}

/** The outcome of a status check, for an order whose transfer was attempted. */
export function statusOutcome({ httpStatus, reading, providerMessage, echo }: Answer): StatusOutcome {
  if (echo.different.length > 0) return { kind: 'no_information', providerMessage, alert: otherOrder(echo.different) };
  const reason = reading?.reason ?? 'declined';
  switch (trustedClass(reading, httpStatus)) {
    case 'success':
      if (echo.missing.length > 0) return { kind: 'no_information', providerMessage, alert: noEcho(echo.missing) };
      return { kind: 'paid', providerMessage };
    case 'accepted':
    case 'ambiguous':
      return { kind: 'processing', providerMessage };
    case 'refused':
      return { kind: 'refused', reason, certainty: 'definite', providerMessage };
    case 'bank_refused':
      return { kind: 'refused', reason, certainty: 'when_aged', providerMessage };
    case 'not_found':
      return { kind: 'not_found', providerMessage };
    default:
      return { kind: 'no_information', providerMessage };
  }
}

/** @param passed reads the owner's name; null: the response is a success but lacks values that the transfer needs */
export function inquiryOutcome(
  { httpStatus, reading, providerMessage, echo }: Answer,
  passed: () => InquiryPassed | null,
): InquiryOutcome {
  if (echo.different.length > 0)
    return { kind: 'unavailable', providerMessage: { ...providerMessage, message: otherOrder(echo.different) } };
  switch (trustedClass(reading, httpStatus)) {
    case 'success':
      return (
        passed() ?? {
          kind: 'unavailable',
          providerMessage: { ...providerMessage, message: `incomplete answer: ${providerMessage.message}` },
        }
      );
    case 'refused':
    case 'bank_refused':
      return { kind: 'refused', reason: reading?.reason ?? 'declined', providerMessage };
    default:
      return { kind: 'unavailable', providerMessage };
  }
}

/** The class, unless the HTTP status makes it untrustworthy: a proxy can return 3xx, 408, 409, 429 and 5xx for the provider. */
function trustedClass(reading: CodeReading | null, httpStatus: number): CodeClass | null {
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
