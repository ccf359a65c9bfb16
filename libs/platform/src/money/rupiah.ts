/**
 * Amounts are whole rupiah, `bigint` from the REST body to the database and to the provider folder.
 * Decimals exist only in the provider folder that needs them.
 */
export type Rupiah = bigint;

const DECIMAL = /^(\d{1,18})(?:\.(\d+))?$/;

/**
 * Reads an amount as a provider prints it (`50000`, `50000.0`, `200000.00`) from its raw text, never through a float.
 *
 * @returns whole rupiah, or `null` when the text is not a plain non-negative decimal or carries a fraction of a rupiah
 */
export function parseRupiah(text: string): Rupiah | null {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const [, whole, fraction] = match;
  if (fraction !== undefined && /[^0]/.test(fraction)) return null;
  return BigInt(whole as string);
}
