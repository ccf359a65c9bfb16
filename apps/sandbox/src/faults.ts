import { z } from 'zod';
import { STEPS, type Step } from './steps.js';

/** What a request or a callback is about. `bankAccount` of a cash out is its phone. */
export interface Names {
  readonly bankAccount: string;
  /** The key of the transfer: Duitku's disburseId or DOKU's partnerReferenceNo. */
  readonly disburseId: string;
}

const name = z.string().optional();

/** What an order waits for; everything named has to fit. Each of the two names has a second word, that of another call. */
export const matchOrder = z.strictObject({
  bankAccount: name,
  phoneNumber: name,
  disburseId: name,
  partnerReferenceNo: name,
});
export type Match = z.output<typeof matchOrder>;

/** Whether it is about what the order names; no order names nothing. */
export function fits(match: Match | undefined, names: Names): boolean {
  const { bankAccount, phoneNumber, disburseId, partnerReferenceNo } = match ?? {};
  return (
    [bankAccount, phoneNumber].every((asked) => asked === undefined || asked === names.bankAccount) &&
    [disburseId, partnerReferenceNo].every((asked) => asked === undefined || asked === names.disburseId)
  );
}

/** A response code, as short text: `00`, `68`, `-100`, `TO`, `4044311`. */
export const responseCode = z
  .string()
  .regex(/^-?[0-9A-Za-z]{1,7}$/, 'must be a response code such as "00", "68" or "-100"');
export const statusCodes = z.array(responseCode).min(1, 'must hold at least one code; the last one repeats').max(1_000);

/** What every fault may carry beside its kind. */
const everyAction = {
  /** Wait this long after booking and before acting. */
  delayMs: z.int().min(0).max(600_000).optional(),
  /** Transfer only: whether the money moves before the misbehaviour. */
  moves: z.boolean().optional(),
  /** Transfer only: what later status checks of this disburseId response. Default: ["00"] if it moved, else ["76"]. */
  statusCodes: statusCodes.optional(),
};

/** Fields of any face's responses, by their documented names. */
const overriddenFields = z.strictObject({
  bankAccount: z.string().optional(),
  bankCode: z.string().optional(),
  amountTransfer: z.number().optional(),
  accountName: z.string().optional(),
  disburseId: z.string().optional(),
  custRefNumber: z.string().optional(),
  phoneNumber: z.string().optional(),
  token: z.string().optional(),
  pin: z.string().optional(),
  partnerReferenceNo: z.string().optional(),
  referenceNo: z.string().optional(),
  sessionId: z.string().optional(),
  amount: z.strictObject({ value: z.string(), currency: z.string() }).optional(),
  beneficiaryAccountNumber: z.string().optional(),
  beneficiaryAccountName: z.string().optional(),
  beneficiaryBankCode: z.string().optional(),
  originalPartnerReferenceNo: z.string().optional(),
  originalReferenceNo: z.string().optional(),
  latestTransactionStatus: z.string().optional(),
});

/** Every way the sandbox can misbehave, by kind. Performed in `misbehave.ts`. */
export const faultAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('code'), code: responseCode, description: z.string().optional(), ...everyAction }),
  z.strictObject({
    kind: z.literal('drop'),
    when: z.enum(['before_answer', 'mid_answer']),
    reset: z.boolean().optional(),
    ...everyAction,
  }),
  z
    .strictObject({
      kind: z.literal('raw'),
      status: z.int().min(200).max(599),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.string().optional(),
      bodyBase64: z.base64().optional(),
      ...everyAction,
    })
    .refine((raw) => raw.body === undefined || raw.bodyBase64 === undefined, {
      path: ['bodyBase64'],
      message: 'cannot be combined with body; send one of the two',
    }),
  z.strictObject({ kind: z.literal('gzip_bomb'), megabytes: z.int().min(1).max(10_240), ...everyAction }),
  z.strictObject({ kind: z.literal('big'), kilobytes: z.int().min(1).max(1_048_576), ...everyAction }),
  z.strictObject({ kind: z.literal('drip'), bytesPerSecond: z.number().positive().max(1_000_000), ...everyAction }),
  z.strictObject({ kind: z.literal('silence'), ...everyAction }),
  z.strictObject({
    kind: z.literal('redirect'),
    status: z.union([z.literal(307), z.literal(308), z.literal(302)], 'must be 302, 307 or 308'),
    location: z.string().min(1),
    ...everyAction,
  }),
  z.strictObject({ kind: z.literal('echo'), override: overriddenFields, ...everyAction }),
  z.strictObject({ kind: z.literal('hold'), ...everyAction }),
  z.strictObject({ kind: z.literal('latency'), latencyMs: z.int().min(0).max(600_000), ...everyAction }),
  z.strictObject({ kind: z.literal('rate_limit'), retryAfterSeconds: z.int().min(0).max(86_400), ...everyAction }),
]);
export type FaultAction = z.infer<typeof faultAction>;

/** One order of misbehaviour as the control API takes it. */
export const faultOrder = z.strictObject({
  step: z.enum(STEPS),
  match: matchOrder.optional(),
  /** How many requests it takes; 0 = every one until cleared. */
  times: z.int().min(0).default(1),
  action: faultAction,
});
export type FaultOrder = z.infer<typeof faultOrder>;

export interface Fault extends FaultOrder {
  readonly id: string;
  /** How many requests it has taken so far. */
  fired: number;
}

/** Faults that end in the normal response, only late, slow, padded or changed. The others hide it. */
const KINDS_THAT_ANSWER: readonly FaultAction['kind'][] = ['echo', 'hold', 'latency', 'big', 'drip'];

export function endsInTheNormalAnswer(fault: Fault): boolean {
  return KINDS_THAT_ANSWER.includes(fault.action.kind);
}

/** The ordered faults: the first that fits a request takes it. */
export class Faults {
  private faults: Fault[] = [];
  private lastNumber = 0;

  add(order: FaultOrder): Fault {
    this.lastNumber += 1;
    const fault = { id: `fault-${this.lastNumber}`, fired: 0, ...order };
    this.faults.push(fault);
    return fault;
  }

  /** Takes the first fault that fits, counting it as fired. */
  take(step: Step, names: Names): Fault | undefined {
    const fault = this.faults.find(
      ({ step: ordered, match, times, fired }) =>
        ordered === step && (times === 0 || fired < times) && fits(match, names),
    );
    if (fault) fault.fired += 1;
    return fault;
  }

  list(): readonly Fault[] {
    return this.faults;
  }

  /** Clears every order. */
  reset(): void {
    this.faults = [];
  }
}
