import { z } from 'zod';
import { responseCode, statusCodes } from '../faults.js';
import { PROVIDERS, STEPS } from '../steps.js';

const rupiah = z.int().min(0);

/** Body of PUT /control/accounts/{bankAccount}. The name is kept verbatim, spaces included. */
export const accountOrder = z.strictObject({
  name: z.string().max(255).optional(),
  inquiryCode: responseCode.optional(),
  transferCode: responseCode.optional(),
  moves: z.boolean().optional(),
  statusCodes: statusCodes.optional(),
});

/** Body of POST /control/outage. */
export const outageOrder = z.strictObject({ on: z.boolean() });

/** Body of POST /control/status/{disburseId}. */
export const statusOrder = z.strictObject({ codes: statusCodes });

/**
 * Body of POST /control/balance, whole rupiah. Without `balance` only the effective balance changes; without `provider`
 * that of every provider.
 */
export const balanceOrder = z.strictObject({
  effectiveBalance: rupiah,
  balance: rupiah.optional(),
  provider: z.enum(PROVIDERS).optional(),
});

/** Body of POST /control/release. */
export const releaseOrder = z.strictObject({ faultId: z.string().optional() });

// An empty value, as in `?bankAccount=`, asks for nothing.
const filter = z
  .string()
  .optional()
  .transform((value) => value || undefined);

const names = { bankAccount: filter, phoneNumber: filter, disburseId: filter, partnerReferenceNo: filter };
const waiting = {
  atLeast: z.coerce.number().int().min(0).default(0),
  waitMs: z.coerce.number().int().min(0).max(60_000).default(0),
};

/** Query of GET /control/books. */
export const booksQuery = z.strictObject(names);

/** Query of GET /control/requests. */
export const requestsQuery = z.strictObject({
  step: z.enum([...STEPS, 'redirect_target']).optional(),
  ...names,
  ...waiting,
});

/** Query of GET /control/callbacks. */
export const callbacksQuery = z.strictObject({ step: z.enum(STEPS).optional(), ...names, ...waiting });

/** The path of everything below /control/statements/{provider}. */
export const statementPath = z.strictObject({ provider: z.enum(PROVIDERS) });

const moment = z.iso
  .datetime({
    offset: true,
    abort: true,
    error: 'must be ISO 8601 with Z or an offset, such as 2026-11-21T00:00:00Z; the + of an offset is %2B in a query',
  })
  .transform((text) => new Date(text));

/** Query of GET /control/statements/{provider}: from inclusive, to exclusive. */
export const statementQuery = z
  .strictObject({ from: moment, to: moment })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' });

/** What `POST /control/reset` brings back to the start. */
export interface Resettable {
  reset(): void | Promise<void>;
}

/** Injection token of all of them; listed in `sandbox.module.ts`. */
export const RESETTABLES = Symbol('RESETTABLES');
