import { endsInTheNormalAnswer, type Fault } from './faults.js';

/** How an account treats a transfer, whatever the face. */
export interface TransferBehaviour {
  readonly transferCode: string;
  /** Whether a transfer to it moves money. */
  readonly moves: boolean;
  /** What status checks return after a transfer, one after the other; the last repeats. */
  readonly statusCodes: readonly string[];
}

/** The codes a face has for what the sandbox decides itself. */
export interface DecisionCodes {
  /** The code when the balance is too small. */
  readonly insufficient: string;
  /** The status of a transfer that the balance stopped. */
  readonly insufficientStatus: string;
  /** The status of a transfer that moved, and of one that did not, when a fault hid its response. */
  readonly paidStatus: string;
  readonly unpaidStatus: string;
}

/** The result of a request that would move money. */
export interface Decision {
  readonly code: string;
  readonly moved: boolean;
  /** What status checks return from now on; null when the request was refused before it became a transfer. */
  readonly statusCodes: readonly string[] | null;
  /** Whether it reached the bank: false when it was refused, exceeded the balance, or was stopped by a fault. */
  readonly reachesBank: boolean;
}

/**
 * Decides a request, refused or not: what an account does, a fault may change, and a refusal or the balance prevents.
 * @param funds what the provider's transfers can use, whole rupiah, as is `amount`. @param refusal the code that refuses the request, null when nothing refuses it.
 */
export function decideTransfer(
  funds: number,
  account: TransferBehaviour,
  { refusal, amount }: { refusal: string | null; amount: number | null },
  fault: Fault | undefined,
  codes: DecisionCodes,
): Decision {
  const orderedCode = fault?.action.kind === 'code' ? fault.action.code : null;
  if (refusal !== null) return { code: orderedCode ?? refusal, moved: false, statusCodes: null, reachesBank: false };

  const followsAccount = fault === undefined || (endsInTheNormalAnswer(fault) && fault.action.moves === undefined);
  const wantsToMove = followsAccount ? account.moves : (fault.action.moves ?? false);
  const affordable = (amount ?? 0) <= funds;
  if (wantsToMove && !affordable) {
    const code = orderedCode ?? codes.insufficient;
    return { code, moved: false, statusCodes: [codes.insufficientStatus], reachesBank: false };
  }

  const afterwards = followsAccount ? account.statusCodes : [wantsToMove ? codes.paidStatus : codes.unpaidStatus];
  return {
    code: orderedCode ?? account.transferCode,
    moved: wantsToMove,
    statusCodes: fault?.action.statusCodes ?? afterwards,
    reachesBank: followsAccount || wantsToMove,
  };
}
