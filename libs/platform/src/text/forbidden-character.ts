/**
 * First and last code point of what no text may hold: PostgreSQL refuses NUL, control characters forge log lines, and
 * what is invisible or turns the reading direction makes two different names look the same.
 */
const FORBIDDEN_RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x0000, 0x001f], // C0 controls: NUL, tab, line breaks, escape
  [0x007f, 0x009f], // DEL and C1 controls
  [0x00ad, 0x00ad], // soft hyphen
  [0x061c, 0x061c], // Arabic letter mark
  [0x180e, 0x180e], // Mongolian vowel separator
  [0x200b, 0x200f], // zero width space, joiners, left-to-right and right-to-left marks
  [0x2028, 0x202e], // line and paragraph separator, bidi embeddings and overrides
  [0x2060, 0x206f], // word joiner, invisible operators, bidi isolates
  [0xfeff, 0xfeff], // zero width no-break space, also known as byte order mark
  [0xfff9, 0xfffb], // interlinear annotation
  [0xe0000, 0xe007f], // tags: invisible copies of ASCII
];

export interface ForbiddenCharacter {
  /** In UTF-16 units, as in `text[index]`. */
  readonly index: number;
  readonly codePoint: number;
}

/** The first control, bidi, invisible or half character (lone surrogate) of a text, or null when it is clean. */
export function findForbiddenCharacter(text: string): ForbiddenCharacter | null {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x20 && unit < 0x7f) continue;
    // A lone surrogate comes back as itself, a whole pair as a code point above 0xffff.
    const codePoint = text.codePointAt(index) as number;
    if (isForbidden(codePoint)) return { index, codePoint };
    if (codePoint > 0xffff) index++;
  }
  return null;
}

function isForbidden(codePoint: number): boolean {
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return true;
  for (const [first, last] of FORBIDDEN_RANGES) if (codePoint >= first && codePoint <= last) return true;
  return false;
}

/** An external text made safe for a response, a log or a terminal: U+FFFD replaces each forbidden character. */
export function printable(text: string): string {
  if (findForbiddenCharacter(text) === null) return text;
  const characters = Array.from(text, (character) =>
    isForbidden(character.codePointAt(0) as number) ? '\ufffd' : character,
  );
  return characters.join('');
}

/** Printable ASCII without a space at either end: nearly every text, and nothing can be wrong with it but its length. */
const PLAIN = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/;

/** What is wrong with a text, or null. Lengths count characters, not UTF-16 units. */
export function problemOfText(value: unknown, min: number, max: number): string | null {
  if (typeof value !== 'string') return 'send a string';
  const length = value.length <= max ? value.length : Array.from(value).length;
  if (length < min || length > max) return `send ${min} to ${max} characters`;
  if (PLAIN.test(value)) return null;
  if (findForbiddenCharacter(value) !== null) return 'remove control, direction and invisible characters';
  if (value !== value.trim()) return 'remove the space at the beginning or the end';
  if (value !== value.normalize('NFC')) return 'send text in Unicode normal form C (NFC)';
  return null;
}
