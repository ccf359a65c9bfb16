/** The CPU time that work takes, in milliseconds. Unlike the time that passes, a busy machine hardly changes it. */
export function cpuMsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
