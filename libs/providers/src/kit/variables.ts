/** What the environment variables of every provider have in common. Messages name variables and never show values. */
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

/** Variables without any of which the provider is off, and which are only complete together. */
export function refuseIncomplete(values: Values, names: readonly string[], context: Refinement): void {
  const absent = names.filter((name) => values[name] === undefined);
  if (absent.length === names.length) return;
  const message = `is required as soon as another of ${names.join(', ')} is set`;
  for (const name of absent) context.addIssue({ code: 'custom', path: [name], message });
}

/** Addresses that production may reach by https only. */
export function refusePlainHttp(values: Values, names: readonly string[], context: Refinement): void {
  if (values.NODE_ENV !== 'production') return;
  for (const name of names) {
    const url = values[name];
    if (typeof url !== 'string' || new URL(url).protocol === 'https:') continue;
    context.addIssue({ code: 'custom', path: [name], message: 'must be https in production' });
  }
}
