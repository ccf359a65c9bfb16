import type { DestinationStream } from 'pino';

/** Log lines of the libraries for a person at a terminal: one sentence each, on standard error. */
export function logLines(): DestinationStream {
  return { write: (line) => void process.stderr.write(`${readable(line)}\n`) };
}

function readable(line: string): string {
  const {
    level,
    msg,
    time: _time,
    pid: _pid,
    context: _context,
    ...rest
  } = JSON.parse(line) as Record<string, unknown>;
  const facts = Object.entries(rest).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return `${level}: ${msg}${facts.join('')}`;
}
