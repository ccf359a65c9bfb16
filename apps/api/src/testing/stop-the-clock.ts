import { mock } from 'node:test';

/** Makes it this time of day for this process; timers go on, or nothing would ever be answered. @returns how to let time go on */
export function stopTheClock(at: string): () => void {
  mock.timers.enable({ apis: ['Date'], now: new Date(at) });
  return () => mock.timers.reset();
}
