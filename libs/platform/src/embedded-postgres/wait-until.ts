import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the condition holds; false when the time ran out first. */
export async function waitUntil(condition: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await pause(5);
  }
  return true;
}
