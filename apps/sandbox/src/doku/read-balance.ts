import type { Fault } from '../faults.js';
import type { CheckedBody } from './check-body.js';
import type { DokuFace } from './doku-face.js';
import { refusal } from './response-codes.js';
import { balanceMembers, bareAnswer, codeAnswer, type DokuAnswer } from './responses.js';

/** Answers what can be transferred. Any account but the merchant's own is 4041108. */
export function readBalance(
  { books, behaviour, settings }: DokuFace,
  { values, refusal: refused }: CheckedBody,
  fault: Fault | undefined,
): DokuAnswer {
  const ordered = fault?.action.kind === 'code' ? fault.action : null;
  if (ordered) return codeAnswer(ordered.code, ordered.description);
  if (refused) return bareAnswer(refused);
  const { agentKey } = settings.doku;
  if (values.accountNo !== agentKey) return bareAnswer(refusal('doku_balance', '404..08'));
  const { effectiveBalance } = books.balances.doku;
  return codeAnswer('2001100', undefined, balanceMembers(agentKey, effectiveBalance, behaviour.now.shape));
}
