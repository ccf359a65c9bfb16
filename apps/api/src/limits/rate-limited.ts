import { Problem } from '#libs/platform';

/** @param seconds after which the next request passes, if nobody else takes its place */
export function rateLimited(detail: string, seconds: number): Problem {
  return new Problem('rate_limited', detail, {}, { 'Retry-After': String(seconds) });
}
