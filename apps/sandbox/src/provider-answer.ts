import type { FaultAction } from './faults.js';

/** Fields an `echo` fault makes an answer tell differently, by the name they have in the answer. */
export type Override = (FaultAction & { kind: 'echo' })['override'];

/** An answer as it goes over the wire. */
export interface WrittenAnswer {
  readonly status: number;
  /** Beside content-type (JSON unless named here) and content-length. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON: faults that pad an answer add a member before its last brace. */
  readonly text: string;
}

/** What a face answers to one request. */
export interface ProviderAnswer {
  /** The response code, as the log and the books show it. */
  readonly code: string;
  /** The key of what was made, when the request could not know it. */
  readonly disburseId?: string;
  write(): WrittenAnswer;
  /** The same answer, telling something else in these fields. Fields the answer lacks stay out. */
  override(fields: Override): ProviderAnswer;
}
