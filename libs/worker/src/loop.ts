import type { ModuleRef } from '@nestjs/core';
import type { Settings } from '#libs/platform';

/** A periodic task. Every replica runs it; its work is claimed row by row, so replicas share it and never do it twice. */
export interface Loop {
  readonly name: string;
  /** Its purpose, as in the runbook. */
  readonly purpose: string;
  readonly everyMs: (settings: Settings) => number;
  /** It also runs while the database cannot be used for work. */
  readonly always?: true;
  readonly run: (modules: ModuleRef) => Promise<unknown>;
}
