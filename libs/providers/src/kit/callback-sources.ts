import { isIP } from 'node:net';
import { z } from 'zod';

/** A variable with the addresses that may call back: IP addresses and CIDR ranges, separated by commas; empty: any. */
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
