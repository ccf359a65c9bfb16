import type { ModuleRef } from '@nestjs/core';
import { ProcessCallbacks, WorkPayouts } from '#libs/payouts';
import type { Settings } from '#libs/platform';

/** Something periodic. Each replica runs it; what it works on is claimed row by row, so replicas share instead of double. */
export interface Loop {
  readonly name: string;
  /** What it is for, in the words of the runbook. */
  readonly purpose: string;
  readonly everyMs: (settings: Settings) => number;
  readonly run: (modules: ModuleRef) => Promise<unknown>;
}

/** Everything periodic. Nothing in Salur happens by the clock that is not a row here. */
export const LOOPS: readonly Loop[] = [
  {
    name: 'work-due-payouts',
    purpose: 'claims payouts that are due and takes each one step further: inquiry, transfer, status check, expiry',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(WorkPayouts, { strict: false }).claimDue(),
  },
  {
    name: 'process-callbacks',
    purpose:
      'acts upon stored callbacks: those that no process has done with yet, and those that are to be tried again',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(ProcessCallbacks, { strict: false }).run(),
  },
];
