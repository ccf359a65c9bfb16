/** Shared schemas of providers' environment variables. Messages name variables and never show values. */

import { isIP } from 'node:net';
import { z } from 'zod';

/** An empty variable counts as absent. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

export const httpUrl = optional(z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }));

export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

type Values = Readonly<Record<string, unknown>>;
type Refinement = { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void };

/** Variables that are required together; without all of them the provider is off. */
export function refuseIncomplete(values: Values, names: readonly string[], context: Refinement): void {
  const absent = names.filter((name) => values[name] === undefined);
  if (absent.length === names.length) return;
  const message = `is required as soon as another of ${names.join(', ')} is set`;
  for (const name of absent) context.addIssue({ code: 'custom', path: [name], message });
}

/** Addresses that must be https in production. */
export function refusePlainHttp(values: Values, names: readonly string[], context: Refinement): void {
  if (values.NODE_ENV !== 'production') return;
  for (const name of names) {
    const url = values[name];
    if (typeof url !== 'string' || new URL(url).protocol === 'https:') continue;
    context.addIssue({ code: 'custom', path: [name], message: 'must be https in production' });
  }
}

/** A variable with the allowed sources of callbacks: IP addresses and CIDR ranges, separated by commas; empty: any. */
export const callbackSources = z
  .string()
  .default('')
  .transform((text, context): readonly string[] => {
    const sources = text
      .split(',')
      .map((source) => source.trim())
      .filter((source) => source !== '');
    if (sources.every(isSource)) return sources;
    context.addIssue({ code: 'custom', message: 'must be IP addresses or CIDR ranges, separated by commas' });
    return z.NEVER;
  });

/** `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32` */
function isSource(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= bits);
}
