import type { FastifyHelmetOptions } from '@fastify/helmet';

/** What is said here concerns money and people: no browser and no proxy keeps it. */
export const NOT_KEPT = { 'cache-control': 'no-store' } as const;

/**
 * On every answer of the API, whoever gives it: handlers, hooks, and what answers before there is a request. It is for
 * programs; a browser that is led here runs, frames and stores nothing of it.
 */
export const SECURITY_HEADERS = {
  ...NOT_KEPT,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** On the pages below /docs, which are for browsers: scripts of its own, and the inline styles that Swagger UI has. */
export const PAGE_HEADERS: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      baseUri: ["'none'"],
      connectSrc: ["'self'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      imgSrc: ["'self'", 'data:'],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
    },
  },
  frameguard: { action: 'deny' },
  hsts: { maxAge: 31_536_000, includeSubDomains: false },
};

/** Whether a route gives pages for browsers. */
export function isPage(path: string | undefined): boolean {
  return path === '/docs' || path?.startsWith('/docs/') === true;
}
