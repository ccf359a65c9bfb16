import { PROVES_NOTHING, SHORT_FORMS, SHORT_FORMS_OF_WORDS, WORDS_OF_BODIES } from './name-spellings.js';
import { isNumber, type Word, type Words, wordOf } from './read-name.js';

/**
 * Shortest words in which one error of a kind is taken for a typing error. Wrong consonants need the longest: Sukarno, Sumarno,
 * Sutarno and Suwarno are four people.
 */
const SHORTEST_WITH_TYPO = { letterMoreOrLess: 6, swappedLetters: 6, wrongVowel: 7, wrongConsonant: 8 };
/** Shortest name that counts when a bank writes a single name twice. */
const SHORTEST_DOUBLED = 3;

/** The same words but for one typing error. */
export function areCompaniesClose(wanted: Words, found: Words): boolean {
  if (wanted.length !== found.length || wanted.length < 2) return false;
  const differing = wanted.flatMap((word, index) => {
    const other = found[index] as Word;
    return word.sound === other.sound ? [] : [isTypo(word.modern, other.modern)];
  });
  return differing.length === 1 && differing[0] === true;
}

/** Two ways to write what may be one person's name: short forms, initials, another order, a word more, one typing error. */
export function arePeopleClose(wanted: Words, found: Words): boolean {
  if (isDoubled(wanted, found) || isDoubled(found, wanted)) return true;
  if (mayBeClose(wanted, found)) return true;
  // A short form alone says no more than an initial does.
  if (!pairUp(wanted, found).shared.some(provesSomething)) return false;
  const full = spellOutWords(wanted, found);
  const otherFull = spellOutWords(found, wanted);
  if (full === wanted && otherFull === found) return false;
  return mayBeClose(full, otherFull);
}

/** Passports and banks write a single name twice where two are mandatory. */
function isDoubled(single: Words, doubled: Words): boolean {
  const [name] = single;
  return (
    single.length === 1 &&
    doubled.length === 2 &&
    name !== undefined &&
    name.sound.length >= SHORTEST_DOUBLED &&
    doubled.every(({ sound }) => sound === name.sound)
  );
}

/** Puts full names in the place of short forms of them: only names that the other text has. */
function spellOutWords(words: Words, others: Words): Words {
  let isChanged = false;
  const full = words.flatMap((word) => {
    const other = others.find(({ modern }) => SHORT_FORMS.get(word.written)?.includes(modern));
    if (other !== undefined) {
      isChanged = true;
      return other;
    }
    const several = SHORT_FORMS_OF_WORDS.get(word.written);
    if (several === undefined || !several.every((name) => others.some(({ modern }) => modern === name))) return word;
    isChanged = true;
    return several.map(wordOf);
  });
  return isChanged ? full : words;
}

function provesSomething({ modern, sound }: Word): boolean {
  return sound.length >= 3 && !PROVES_NOTHING.has(modern);
}

function mayBeClose(wanted: Words, found: Words): boolean {
  const { shared, onlyWanted, onlyFound } = pairUp(wanted, found);
  const extra = [...onlyWanted, ...onlyFound];
  if (extra.length === 0) return true;
  if (onlyWanted.length === 0 || onlyFound.length === 0) return areExtraWordsHarmless(extra, shared, wanted, found);
  if (!shared.some(provesSomething)) return false;
  if (
    onlyWanted.length === 1 &&
    onlyFound.length === 1 &&
    isTypo(...(extra.map((word) => word.modern) as [string, string]))
  ) {
    return true;
  }
  return areInitials(onlyWanted, onlyFound);
}

/** Pairs off the words that sound alike, in whatever order they stand. */
function pairUp(wanted: Words, found: Words): { shared: Words; onlyWanted: Words; onlyFound: Words } {
  const onlyFound = [...found];
  const shared: Word[] = [];
  const onlyWanted: Word[] = [];
  for (const word of wanted) {
    const index = onlyFound.findIndex((other) => other.sound === word.sound);
    if (index === -1) onlyWanted.push(word);
    else {
      shared.push(word);
      onlyFound.splice(index, 1);
    }
  }
  return { shared, onlyWanted, onlyFound };
}

/** One name has up to two words more and all of the other's, at least two, in the same order; or only Muhammad more. */
function areExtraWordsHarmless(extra: Words, shared: Words, wanted: Words, found: Words): boolean {
  const isMuhammad = ({ modern }: Word) => modern === 'MUHAMMAD' || modern === 'M';
  if (extra.every(isMuhammad)) return shared.some((word) => word.sound.length >= 4 && !isMuhammad(word));
  if (extra.some(({ written }) => WORDS_OF_BODIES.has(written))) return false;
  if (extra.length > 2 || shared.filter((word) => word.sound.length >= 3).length < 2) return false;
  const [shorter, longer] = wanted.length < found.length ? [wanted, found] : [found, wanted];
  let at = 0;
  for (const word of longer) if (word.sound === shorter[at]?.sound) at++;
  return at === shorter.length;
}

/** B J and Bacharuddin Jusuf, in this order; BJ too. */
function areInitials(some: Words, others: Words): boolean {
  const a = some.map((word) => word.modern);
  const b = others.map((word) => word.modern);
  return pairAsInitials(a, b) || pairAsInitials(spellOut(a), b) || pairAsInitials(a, spellOut(b));
}

function pairAsInitials(some: readonly string[], others: readonly string[]): boolean {
  const isInitial = (letter: string, word: string) => letter.length === 1 && word.startsWith(letter) && !isNumber(word);
  return (
    some.length === others.length &&
    some.every((word, index) => isInitial(word, others[index] as string) || isInitial(others[index] as string, word))
  );
}

/** Words of two letters, or three without a vowel, as single letters: BJ, SBY. */
function spellOut(words: readonly string[]): string[] {
  return words.flatMap((word) => (/^(?:..|[^AEIOU]{3})$/.test(word) ? [...word] : [word]));
}

/** One letter more, less, wrong or swapped, unless it may distinguish a man from a woman (Susanto, Susanti; Julian, Juliana). */
function isTypo(a: string, b: string): boolean {
  if (isNumber(a) || isNumber(b)) return false;
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  let same = 0;
  while (same < shorter.length && shorter[same] === longer[same]) same++;
  if (same === 0) return false; // first letters are seldom mistyped: Hendra is not Chendra
  const rest = shorter.slice(same);
  const longerRest = longer.slice(same);
  const enough = (letters: number) => shorter.length >= letters;

  if (rest === longerRest.slice(1)) return enough(SHORTEST_WITH_TYPO.letterMoreOrLess) && !/^[AEIOU]$/.test(longerRest);
  if (rest.slice(1) === longerRest.slice(1)) {
    if (!/^[AEIOU]{2}$/.test(rest.charAt(0) + longerRest.charAt(0))) return enough(SHORTEST_WITH_TYPO.wrongConsonant);
    // Santosa and Santoso are one name in two regions; any other change of the last vowel is another person.
    return enough(SHORTEST_WITH_TYPO.wrongVowel) && (rest.length > 1 || /^(?:AO|OA)$/.test(rest + longerRest));
  }
  const swapped = longerRest.charAt(1) + longerRest.charAt(0) + longerRest.slice(2);
  return rest === swapped && enough(SHORTEST_WITH_TYPO.swappedLetters);
}
