import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '#libs/platform';
import { Alert, type AlertKind } from './alert.entity.js';

const logger = new Logger('Alert');

/** Wakes a person: a row in `alert`, in the transaction of what it tells of, and a log line at level error. */
export async function raiseAlert(
  tx: EntityManager,
  alert: { payoutId: string | null; kind: AlertKind; message: string; detail?: Readonly<Record<string, unknown>> },
): Promise<void> {
  const detail = { ...alert.detail };
  await tx.insert(Alert, { id: newId(), payoutId: alert.payoutId, kind: alert.kind, message: alert.message, detail });
  logger.error({ alert: alert.kind, payoutId: alert.payoutId, msg: alert.message });
}
