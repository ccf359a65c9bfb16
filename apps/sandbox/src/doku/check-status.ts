import { endsInTheNormalAnswer, type Fault } from '../faults.js';
import type { CheckedBody } from './check-body.js';
import type { DokuFace } from './doku-face.js';
import { findTransfer } from './ledger.js';
import { refusal } from './response-codes.js';
import { bareAnswer, codeAnswer, type DokuAnswer, statusMembers } from './responses.js';

/**
 * Answers what became of a transfer: the next of its statuses, the last one for ever. A reference that was never
 * transferred is 4045301; one whose other identifiers do not belong to it is 4045318. A fault that hides the answer uses
 * up no status, so the next check hears it.
 */
export async function checkStatus(
  { books, behaviour }: DokuFace,
  { values, refusal: refused }: CheckedBody,
  fault: Fault | undefined,
  now: Date,
): Promise<DokuAnswer> {
  const ordered = fault?.action.kind === 'code' ? fault.action : null;
  if (ordered) return codeAnswer(ordered.code, ordered.description);
  if (refused) return bareAnswer(refused);
  const { originalPartnerReferenceNo = '', originalReferenceNo } = values;
  const transfer = findTransfer(books, originalPartnerReferenceNo);
  if (!transfer) return bareAnswer(refusal('doku_status', '404..01'));
  const { referenceNo, sessionId } = transfer;
  if (originalReferenceNo && ![referenceNo, sessionId].includes(originalReferenceNo))
    return bareAnswer(refusal('doku_status', '404..18'));

  const isPending = now.getTime() < transfer.pendingUntilMs;
  const status = isPending ? '03' : (books.statusCode(originalPartnerReferenceNo) ?? '07');
  const heard = fault === undefined || endsInTheNormalAnswer(fault);
  if (heard && !isPending) await books.stepStatus(originalPartnerReferenceNo);
  return codeAnswer('2005300', undefined, statusMembers({ ...transfer, status }, behaviour.now.shape));
}
