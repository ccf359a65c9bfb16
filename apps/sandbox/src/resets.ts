/** What `POST /control/reset` brings back to the start. */
export interface Resettable {
  reset(): void | Promise<void>;
}

/** Injection token of all of them; listed in `sandbox.module.ts`. */
export const RESETTABLES = Symbol('RESETTABLES');
