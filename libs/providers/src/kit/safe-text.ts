/**
 * Text from outside, made fit to store and to show: PostgreSQL refuses NUL and lone surrogates, terminals obey control
 * characters, and a long run of digits is probably somebody's account.
 */

/** As the text came, as long as PostgreSQL can hold it. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '');
}

/** Whether a text survives storing unchanged; only such texts may be sent back to a provider later. */
export function isStorable(text: string): boolean {
  return storable(text) === text;
}

/** Words of a provider for people: one line, no control characters, digit runs of six and more masked, at most `length` characters. */
export function safeWords(text: string, length = 255): string {
  const oneLine = storable(text)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim();
  return [...maskDigits(oneLine)].slice(0, length).join('');
}

/** `account 8760673566` -> `account ******3566`. */
export function maskDigits(text: string): string {
  return text.replace(/\d{6,}/g, maskAccount);
}

/** Keeps the last four characters, and none at all of a text too short to hide anything. */
export function maskAccount(account: string): string {
  if (account.length < 6) return '*'.repeat(account.length);
  return '*'.repeat(account.length - 4) + account.slice(-4);
}

/** `BUDI SANTOSO` -> `B*** S******`: enough to recognise, not enough to know. */
export function maskName(name: string): string {
  return storable(name).replace(/(\S)(\S*)/gu, (_, first: string, rest: string) => first + '*'.repeat(rest.length));
}
