import { z } from 'zod';
import { fits, matchOrder, type Names, responseCode } from '../faults.js';
import type { Step } from '../steps.js';

/** What an order may change about the content of a callback, and how often. */
const contents = {
  /** So many copies, all at once. */
  duplicate: z.int().min(2).max(100).optional(),
  /** A wrong signature. */
  forge: z.boolean().optional(),
  /** Another status, rightly signed: no signature covers it. */
  statusCode: responseCode.optional(),
  encoding: z.enum(['json', 'form']).optional(),
  /** Another amount; signed over it only with `resign`. */
  tamper: z.strictObject({ amount: z.int().min(0), resign: z.boolean().optional() }).optional(),
};

/** What an order changes about one callback. Nothing of it changes what is true of the transfer. */
export const callbackAction = z
  .strictObject({
    ...contents,
    /** Never sent. */
    drop: z.boolean().optional(),
    /** In place of the delay of the settings. */
    delayMs: z.int().min(0).max(600_000).optional(),
    /** Sent before the response to the transfer. */
    early: z.boolean().optional(),
    /** Several callbacks, each after the one before was accepted or given up. */
    sequence: z.array(responseCode).min(1).max(100).optional(),
  })
  .refine((action) => Object.keys(action).length > 0, { message: 'must change something, for example {"drop":true}' })
  .refine(({ statusCode, sequence }) => !statusCode || !sequence, {
    path: ['sequence'],
    message: 'cannot be combined with statusCode; send one of the two',
  })
  .refine(({ early, delayMs }) => !early || delayMs === undefined, {
    path: ['delayMs'],
    message: 'cannot be combined with early; send one of the two',
  });
export type CallbackAction = z.output<typeof callbackAction>;

/** Body of POST /control/callbacks. */
export const callbackOrder = z.strictObject({
  step: z.enum(['clearing_transfer', 'cash_out', 'doku_transfer'] satisfies Step[]).optional(),
  match: matchOrder.optional(),
  /** How many callbacks it takes; 0 = every one until cleared. */
  times: z.int().min(0).default(1),
  action: callbackAction,
});

/** Body of POST /control/callbacks/send. */
export const sendOrder = z
  .strictObject({
    disburseId: z.string().optional(),
    partnerReferenceNo: z.string().optional(),
    ...contents,
    /** Whether `statusCode` is booked too. */
    settle: z.boolean().optional(),
  })
  .refine(({ disburseId, partnerReferenceNo }) => (disburseId === undefined) !== (partnerReferenceNo === undefined), {
    path: ['disburseId'],
    message: 'must name the transfer; or partnerReferenceNo must, one of the two',
  });
export type SendOrder = z.output<typeof sendOrder>;

export interface CallbackOrder extends z.output<typeof callbackOrder> {
  readonly id: string;
  /** How many callbacks it has taken so far. */
  fired: number;
}

/** The ordered changes: the first that fits takes a callback, at the moment its transfer is booked. */
export class CallbackOrders {
  private orders: CallbackOrder[] = [];
  private lastNumber = 0;

  add(order: z.output<typeof callbackOrder>): CallbackOrder {
    this.lastNumber += 1;
    const added = { id: `callback-order-${this.lastNumber}`, fired: 0, ...order };
    this.orders.push(added);
    return added;
  }

  /** What is ordered for this callback, counting it as taken. */
  take(step: Step, names: Names): CallbackAction {
    const order = this.orders.find(
      ({ step: ordered, match, times, fired }) =>
        (ordered === undefined || ordered === step) && (times === 0 || fired < times) && fits(match, names),
    );
    if (!order) return {};
    order.fired += 1;
    return order.action;
  }

  list(): readonly CallbackOrder[] {
    return this.orders;
  }

  /** Clears every order. */
  reset(): void {
    this.orders = [];
  }
}
