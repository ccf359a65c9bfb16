import { timingSafeEqual } from 'node:crypto';

/** Whether two texts are the same; how long it takes tells their lengths and nothing else. For signatures. */
export function sameInConstantTime(theirs: string, ours: string): boolean {
  const [left, right] = [Buffer.from(theirs, 'utf8'), Buffer.from(ours, 'utf8')];
  return left.length === right.length && timingSafeEqual(left, right);
}
