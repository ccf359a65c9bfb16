import { types } from 'node:util';
import { sqlStateOf } from '../database/transaction.js';

/** What of an error may be written to the log. */
export interface SafeError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly stack?: string;
  readonly cause?: SafeError;
}

const DEEPEST_CAUSE = 3;

/**
 * An error without what it carries along: a failed query holds its parameters, and with them account numbers and names;
 * an error of PostgreSQL about a value quotes that value. So fields are picked, never dropped.
 */
export function safeError(error: unknown, depth = 0): SafeError {
  if (!types.isNativeError(error)) return { type: typeof error, message: 'something that is no Error was thrown' };
  const driverError = (error as { driverError?: { constraint?: unknown } }).driverError;
  const constraint = driverError?.constraint ?? (error as { constraint?: unknown }).constraint;
  const code = sqlStateOf(error) ?? (error as { code?: unknown }).code;
  return {
    type: error.name,
    message: quotesValues(error) ? 'a value could not be used' : error.message,
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    stack: framesOf(error),
    ...(error.cause !== undefined && depth < DEEPEST_CAUSE && { cause: safeError(error.cause, depth + 1) }),
  };
}

/** Data exceptions (class 22) and syntax errors repeat what they could not use. */
function quotesValues(error: Error): boolean {
  const state = sqlStateOf(error);
  return state !== null && /^(22|42601)/.test(state);
}

/** Where it was thrown, without the message that a stack begins with. */
function framesOf(error: Error): string | undefined {
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return frames === undefined || frames.length === 0 ? undefined : frames.map((line) => line.trim()).join('\n');
}
