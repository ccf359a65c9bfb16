/** `7177.50` -> 7177: cents of a balance cannot be paid out, and rounding up would promise money that is not there. */
export function floorRupiah(text: string | null): bigint | null {
  const match = /^(-?)(\d{1,18})(?:\.(\d+))?$/.exec(text ?? '');
  if (!match) return null;
  const whole = BigInt(match[2] as string);
  if (match[1] === '') return whole;
  return /[1-9]/.test(match[3] ?? '') ? -whole - 1n : -whole;
}
