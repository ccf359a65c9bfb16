import type { Books } from '../books.js';
import { endsInTheNormalAnswer, type Fault } from '../faults.js';
import type { CheckedRequest } from './check-request.js';
import { type Answer, statusAnswer } from './responses.js';

/**
 * Answers what became of a transfer: the next of its status codes, the last one for ever. An id that was only inquired,
 * or never seen, is -420. A fault that hides the answer does not use up a code, so the next check hears it.
 */
export async function checkStatus(
  { books }: { books: Books },
  { values, refusal }: CheckedRequest,
  fault: Fault | undefined,
): Promise<Answer> {
  const ordered = fault?.action.kind === 'code' ? fault.action : null;
  const disburseId = values.disburseId ?? '';
  const code = ordered?.code ?? refusal ?? books.statusCode(disburseId) ?? '-420';
  const known = refusal === null && code !== '-420' ? books.inquiry(disburseId) : undefined;
  const heard = refusal === null && (fault === undefined || endsInTheNormalAnswer(fault));
  if (heard) await books.stepStatus(disburseId);
  return statusAnswer(code, known ?? null, ordered?.description);
}
