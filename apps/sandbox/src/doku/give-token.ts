import type { Fault } from '../faults.js';
import type { CheckedBody } from './check-body.js';
import type { DokuFace } from './doku-face.js';
import { bareAnswer, codeAnswer, type DokuAnswer } from './responses.js';

/** Answers with a new access token. Earlier ones stay valid for as long as was told. */
export async function giveToken(
  { tokens, behaviour, settings }: DokuFace,
  { refusal: refused }: CheckedBody,
  fault: Fault | undefined,
  now: Date,
): Promise<DokuAnswer> {
  const ordered = fault?.action.kind === 'code' ? fault.action : null;
  if (ordered) return codeAnswer(ordered.code, ordered.description);
  if (refused) return bareAnswer(refused);
  const expiresIn = behaviour.now.tokenSeconds;
  const accessToken = tokens.issue(settings.doku.clientId, expiresIn, now.getTime());
  return codeAnswer('2007300', undefined, { accessToken, tokenType: 'Bearer', expiresIn, additionalInfo: '' });
}
