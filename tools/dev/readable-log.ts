/** A line of the service's JSON log for a person; anything else as it is. */
export function readableLog(line: string): string {
  try {
    const { time, level, msg, pid: _pid, ...rest } = JSON.parse(line);
    const details = Object.entries(rest).map(
      ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    return [String(time).slice(11, 23), level, msg, ...details].filter((part) => part !== undefined).join(' ');
  } catch {
    return line;
  }
}
