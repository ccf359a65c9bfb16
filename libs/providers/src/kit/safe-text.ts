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

const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
/** Direction, width and joining: they are not seen, and change what is. */
const INVISIBLE = /\p{Cf}+/gu;
/** Longer than any id or name that is documented, short enough for an index of PostgreSQL. */
const LONGEST_PLAIN = 255;

/** Whether a text may be stored, shown and looked up as it is: one line of at most 255 characters, nothing invisible in it. */
export function isPlain(text: string): boolean {
  return text.length <= LONGEST_PLAIN && plainName(text) === text;
}

/**
 * A name from outside as it may be stored and shown: one line in normal form C, without control and direction characters,
 * of at most 255 characters. Its case and its padding stay.
 */
export function plainName(text: string): string {
  const plain = plainText(text);
  return plain.length <= LONGEST_PLAIN ? plain : [...plain].slice(0, LONGEST_PLAIN).join('');
}

/** The same for a text of any length. */
export function plainText(text: string): string {
  return storable(text).replace(CONTROLS, ' ').replace(INVISIBLE, '').normalize('NFC');
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
  return plainName(name).replace(/(\S)(\S*)/gu, (_, first: string, rest: string) => first + '*'.repeat(rest.length));
}
