/** Everything but the date goes on, or nothing would ever be answered. */
const GOES_ON = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

/** Makes it this time of day for this process. @returns how to let time go on */
export function stopTheClock(at: string): () => void {
  jest.useFakeTimers({ now: new Date(at), doNotFake: [...GOES_ON] });
  return () => {
    jest.useRealTimers();
  };
}
