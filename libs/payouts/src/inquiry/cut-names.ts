import type { NameMatch } from '../law/status.js';
import { CUT_LENGTHS } from './name-rules.js';
import { isNumber, join, type Word, type Words } from './read-name.js';

/** A shorter answer is not taken for a cut one: Dewi Yulia is not Dewi Yuliana. */
const SHORTEST_CUT = 18;

/**
 * Compares a name with one that may be its beginning.
 *
 * @param length of the cut text as it was given
 */
export function compareCut(whole: Words, cut: Words, form: keyof Word, length: number): NameMatch {
  const left = join(cut, form);
  const all = join(whole, form);
  if (left.length === 0 || left.length >= all.length || !all.startsWith(left)) return 'different';

  let index = 0;
  let lettersOfCutWord = left.length;
  for (let word = whole[0] as Word; lettersOfCutWord >= word[form].length; word = whole[index] as Word) {
    lettersOfCutWord -= word[form].length;
    index++;
  }
  const isBetweenWords = lettersOfCutWord === 0;
  if (!isBetweenWords && isNumber((whole[index] as Word)[form])) return 'different';

  if (CUT_LENGTHS.includes(length)) {
    // One letter is no more than an initial, and a missing word may be the one that distinguishes two companies.
    return index === whole.length - 1 && lettersOfCutWord >= 2 ? 'exact' : 'close';
  }
  // The space at which it was cut is gone with the padding.
  if (isBetweenWords) return CUT_LENGTHS.includes(length + 1) ? 'close' : 'different';
  return length >= SHORTEST_CUT ? 'close' : 'different';
}

/** Every word shows a letter, two on average and four in all: less says too little to call a name close. */
export function fitsMask(wanted: Words, masks: Words): boolean {
  const shown = masks.map((mask) => mask.written.replaceAll('*', '').length);
  const shownLetters = shown.reduce((sum, letters) => sum + letters, 0);
  if (shown.includes(0) || shownLetters < Math.max(4, 2 * masks.length)) return false;
  const mayHideWords = (masks.at(-1) as Word).written.endsWith('*');
  if (wanted.length < masks.length || (wanted.length > masks.length && !mayHideWords)) return false;
  return masks.every((mask, index) => {
    const word = wanted[index] as Word;
    return fitsWordMask(word.written, mask.written) || fitsWordMask(word.modern, mask.modern);
  });
}

/** A star stands for any number of letters: masks do not keep the length. */
function fitsWordMask(word: string, mask: string): boolean {
  const pieces = mask.split('*');
  const first = pieces[0] as string;
  const last = pieces.at(-1) as string;
  if (pieces.length === 1) return word === mask;
  if (!word.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const place = word.indexOf(piece, at);
    if (place === -1) return false;
    at = place + piece.length;
  }
  return word.length - last.length >= at && word.endsWith(last);
}
