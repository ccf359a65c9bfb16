import { types } from 'node:util';
import { type DestinationStream, destination, type LogFn, type Logger, levels, pino, stdTimeFunctions } from 'pino';
import type { Settings } from '../config/settings.js';
import { safeError } from './safe-error.js';

const { isNativeError } = types;

/**
 * The fields that a log line may have beside its time, level and message. Everything else is left out, so that no body,
 * header or query can get into the log because code logged an object that has one.
 */
const ALLOWED = new Set([
  'address',
  'alert',
  'attemptId',
  'callback',
  'callbackId',
  'clientId',
  'context',
  'count',
  'durationMs',
  'err',
  'error',
  'event',
  'httpStatus',
  'keyId',
  'loop',
  'method',
  'msg',
  'payoutId',
  'proof',
  'provider',
  'providerCode',
  'rail',
  'reason',
  'requestId',
  'route',
  'status',
  'why',
]);

/** Log lines of Nest that are the same at every start. Its warnings and errors are kept. */
const CHATTER = new Set(['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);

const INFO = levels.values.info as number;

/** Lines wait in memory for a slow reader up to this size; beyond it they are lost rather than the service held up. */
const MOST_BYTES_WAITING = 16 * 1024 * 1024;

/** JSON lines on standard output (or wherever a test wants them). */
export function createLogger(settings: Pick<Settings, 'logLevel'>, to?: DestinationStream): Logger {
  const options = {
    level: settings.logLevel,
    base: { pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: keepAllowed },
    // In place of pino's own, which would print all that an error carries.
    serializers: { err: (error: unknown) => (isNativeError(error) ? safeError(error) : error) },
    hooks: { logMethod: withoutChatter },
  };
  return pino(options, to ?? standardOutput());
}

/** Standard output that neither ends nor holds up the process, even when its reader is slow or gone. */
function standardOutput(): DestinationStream {
  // With less than 1 its flush would not wait for what is being written.
  const stream = destination({ fd: 1, sync: false, minLength: 1, maxLength: MOST_BYTES_WAITING });
  stream.on('error', () => undefined);
  // Pino calls it when the process exits. It repeats a failed write for ever; see exitAfterLog for what we do instead.
  stream.flushSync = () => undefined;
  return stream;
}

function keepAllowed(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => ALLOWED.has(name))
      .map(([name, value]) => [name, isNativeError(value) ? safeError(value) : value]),
  );
}

function withoutChatter(this: Logger, line: Parameters<LogFn>, log: LogFn, level: number): void {
  const { context } = (line[0] ?? {}) as { context?: unknown };
  if (level > INFO || typeof context !== 'string' || !CHATTER.has(context)) log.apply(this, line);
}

/** Logs a line that the operator who started the program waits for, at any LOG_LEVEL. */
export function sayAtAnyLevel(logger: Logger, line: { readonly msg: string; readonly address?: string }): void {
  logger.child({}, { level: 'info' }).info(line);
}
