import { types } from 'node:util';
import { CommitOutcomeUnknown, sqlStateOf } from '../database/transaction.js';

/** SQLSTATE classes and codes of a server that cannot work now, as opposed to a wrong statement. */
const TROUBLE = /^(08|53|57P|58)|^(57014|55P03|25P03|25P04|40001|40P01|28000|28P01|3D000)$/;

/** System errors of a connection that cannot be made or was lost. */
const LOST_CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

/** What pg, its pool and TypeORM say, without any code, of a connection that is gone or not to be had in time. */
const SAYS_SO =
  /^(timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|Driver not Connected|Query runner already released|The server does not support SSL)/i;

/** Whether an error means that the database is away, overloaded or lost the connection: the same request may work soon. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (error instanceof CommitOutcomeUnknown) return true;
  if (!types.isNativeError(error)) return false;
  const state = sqlStateOf(error);
  if (state !== null) return TROUBLE.test(state);
  const code = (error as { code?: unknown }).code ?? (error as { driverError?: { code?: unknown } }).driverError?.code;
  return (typeof code === 'string' && LOST_CONNECTION.has(code)) || SAYS_SO.test(error.message);
}
