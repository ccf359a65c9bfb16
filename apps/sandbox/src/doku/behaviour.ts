import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SANDBOX_SETTINGS, type SandboxSettings } from '../sandbox.settings.js';
import type { Shape } from './doku.settings.js';

/** What can be changed while the sandbox runs. */
export interface DokuBehaviour {
  readonly shape: Shape;
  /** How long a token given from now on is valid. */
  readonly tokenSeconds: number;
  /** How long after its inquiry a sessionId can be used, earlier inquiries included. */
  readonly sessionSeconds: number;
  /** How far X-TIMESTAMP of a call may be from now; null leaves it unchecked. Tokens always check 300. */
  readonly timestampSeconds: number | null;
  /** How long status checks return 03 before the account's statuses. */
  readonly pendingMs: number;
}

/** Body of PUT /control/doku/behaviour. */
export const behaviourOrder = z.strictObject({
  shape: z.enum(['document', 'live']).optional(),
  tokenSeconds: z.int().min(1).max(999_999).optional(),
  sessionSeconds: z.int().min(0).max(999_999).optional(),
  timestampSeconds: z.int().min(0).max(999_999).nullable().optional(),
  pendingMs: z.int().min(0).max(600_000).optional(),
});

/** How the Kirim DOKU face behaves now. A reset brings the start back. */
@Injectable()
export class Behaviour {
  private changes: Partial<DokuBehaviour> = {};

  constructor(@Inject(SANDBOX_SETTINGS) private readonly settings: SandboxSettings) {}

  get now(): DokuBehaviour {
    const { shape, tokenSeconds } = this.settings.doku;
    return { shape, tokenSeconds, sessionSeconds: 900, timestampSeconds: 300, pendingMs: 0, ...this.changes };
  }

  change(order: z.output<typeof behaviourOrder>): DokuBehaviour {
    const named = Object.entries(order).filter(([, value]) => value !== undefined);
    this.changes = { ...this.changes, ...Object.fromEntries(named) };
    return this.now;
  }

  reset(): void {
    this.changes = {};
  }
}
