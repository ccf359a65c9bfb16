import type { FastifyHelmetOptions } from '@fastify/helmet';

/** Responses concern money and people: no browser or proxy may store them. */
export const NOT_KEPT = { 'cache-control': 'no-store' } as const;

/**
 * On every response of the API, whether from a handler, a hook or a bare connection. The API is for programs: a browser
 * that opens it runs, frames and stores nothing.
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

/** On the pages below /docs, which are for browsers: their own scripts, and the inline styles of Swagger UI. */
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
