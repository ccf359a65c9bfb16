/**
 * Compares the account holder a client named with the one the bank names, the way Indonesian names are written.
 *
 * - `exact`: the same words once case, punctuation, spacing, legal form, titles, degrees and spelling (Soekarno, Sukarno;
 *   Moch., Muhammad) are set aside, or the bank's answer is the same name cut inside its last word at a length known for it.
 * - `close`: may be the same, a person should look: initials, other word order, a word more or less, one typing error, words
 *   that sound alike, an answer that is masked or cut, PT against CV.
 * - `different`: all else, also a name that is empty, only titles, or longer than 255 characters.
 *
 * A company's name has to agree word by word (PT Maju Jaya and PT Maju Jaya Abadi are two companies): no initials, no other
 * order, no missing words.
 */
export type NameMatch = 'exact' | 'close' | 'different';

/** Longest name the providers take. */
const MAX_LENGTH = 255;

/** Legal forms in front of or behind a name. Two names whose forms are in different rows name two legal persons. */
const LEGAL_FORMS: Readonly<Record<string, readonly string[]>> = {
  limited: ['P.T.', 'Perseroan Terbatas', 'Tbk', 'Persero', 'Perseroda'],
  partnership: ['C.V.', 'Persekutuan Komanditer', 'Firma', 'Fa'],
  trader: ['U.D.', 'Usaha Dagang', 'P.D.', 'Perusahaan Dagang'],
  cooperative: ['Koperasi', 'Kop'],
  foundation: ['Yayasan', 'Yys'],
  state: ['Perum', 'Perumda', 'Perusahaan Umum', 'Perusahaan Umum Daerah', 'Perusahaan Daerah'],
};

/** In front of a person's name. */
const TITLES = `
  Bpk Bapak Pak Ibu Bu Sdr Sdri Saudara Saudari Tn Ny Nyonya Nn Mr Mrs Ms
  H Hj Haji Hajjah Hajah K.H. Kyai Kiai Ust Ustadz Ustadzah Pdt
  Prof Dr Drs Dra Drg Drh Ir Apt`;

/** Behind a person's name. The dots say where it may fall apart: S.Kom is read in `S Kom` and in `SKOM`. */
const DEGREES = `
  S.E. S.H. S.T. S.S. S.P. S.M. S.I.P. S.K.M. S.T.P. S.Kom S.I.Kom S.Pd S.Pd.I S.Sos S.Ag S.Ak S.Si S.Psi S.Ked S.Kep S.Kes
  S.Farm S.Pt S.Hut S.Hum S.Sn S.Stat
  M.M. M.H. M.T. M.A. M.B.A. M.T.I. M.Si M.Kom M.I.Kom M.Pd M.Pd.I M.Sos M.Ag M.Ak M.Psi M.Hum M.Kes M.Kep M.Kn M.Sc M.Eng M.Farm
  A.Md A.Md.Keb A.Md.Kep B.A. B.B.A. B.Sc LL.M. Ph.D Lc Ners Ak C.A. C.P.A. Sp.A Sp.B Sp.OG Sp.PD Sp.JP Sp.An`;

/** Degrees that are people's names too when written in one word: Jack Ma is not Jack, M.A. */
const NAMES_IN_ONE_WORD = ['MA', 'BA', 'CA', 'LC', 'MAK'];

/** Spelling before 1972. The sounds did not change, so neither does the name. */
const OLD_SPELLING: readonly Rewrite[] = [
  [/OE/g, 'U'],
  [/DJ/g, 'J'],
  [/TJ/g, 'C'],
];

/** One name, many spellings. Read after the old spelling is gone. */
const SAME_NAME: readonly Rewrite[] = [
  [/^M[OU][CK]?HAMM?[AE][DT]$/, 'MUHAMMAD'],
  [/^(?:MOH|MUH|MOCH|MUCH|MOHD|MUHD|MHD)$/, 'MUHAMMAD'],
  [/^(?:ABD|ABDL|ABDU[RSNZTD])$/, 'ABDUL'],
  [/^ABDU([RSNZTD])\1?(?=[AEIOU])/, 'ABDUL$1'], // Abdurrahman, Abdussalam
];

/** What sounds alike in words of at least three letters: Achmad, Ahmad; Rizky, Riski; Widjaja, Wijaya. Top to bottom. */
const SOUNDS_ALIKE: readonly Rewrite[] = [
  [/^CHR/, 'KR'],
  [/^[CK]H/, 'C'],
  [/[CK]H/g, 'H'],
  [/[DT]H/g, (pair: string) => pair.charAt(0)],
  [/S[YJ]/g, 'S'],
  [/[JY]/g, 'I'],
  [/V/g, 'F'],
  [/Q/g, 'K'],
  [/(?<=.)Z/g, 'S'],
  [/D$/, 'T'],
  [/H$/, ''],
  [/(.)\1+/g, '$1'],
];
const SHORTEST_SOUND_ALIKE = 3;

/** Lengths at which banks and switches cut a name, spaces included. */
const CUT_LENGTHS = [20, 25, 30];
/** A shorter answer is not taken for a cut one: Dewi Yulia is not Dewi Yuliana. */
const SHORTEST_CUT = 18;

/**
 * Shortest words in which one error of a kind is taken for a typing error. Wrong consonants need the longest: Sukarno, Sumarno,
 * Sutarno and Suwarno are four people.
 */
const SHORTEST_WITH_TYPO = { letterMoreOrLess: 6, swappedLetters: 6, wrongVowel: 7, wrongConsonant: 8 };

type Rewrite = readonly [pattern: RegExp, by: string | ((match: string) => string)];

interface Word {
  /** Upper case, no accents; `*` for whatever masks. */
  readonly written: string;
  readonly modern: string;
  readonly sound: string;
}
type Words = readonly Word[];

interface AccountName {
  /** The ways to read it, all without legal form: without titles, and with them, for `H.` may be an initial. */
  readonly readings: readonly Words[];
  /** Rows of LEGAL_FORMS. */
  readonly forms: ReadonlySet<string>;
  readonly formPhrases: readonly string[];
  /** Of the text as given, padding aside: a cut is detected by it. */
  readonly length: number;
}

/**
 * @param wanted the holder's name as the client gave it
 * @param found the bank's answer: may be upper case, padded, cut at some length, masked (`BUD* SAN*****`)
 */
export function compareAccountNames(wanted: string, found: string): NameMatch {
  const ours = readName(wanted);
  const theirs = readName(found);
  const verdicts = ours.readings.flatMap((words) =>
    foundReadings(theirs, ours).map((foundWords) => compareReadings(ours, words, theirs, foundWords)),
  );
  if (!verdicts.includes('exact')) return verdicts.includes('close') ? 'close' : 'different';
  const isFormKnown = ours.forms.size > 0 && theirs.forms.size > 0;
  return isFormKnown && ![...ours.forms].some((form) => theirs.forms.has(form)) ? 'close' : 'exact';
}

function compareReadings(ours: AccountName, wanted: Words, theirs: AccountName, found: Words): NameMatch {
  if (found.some((word) => word.written.includes('*'))) return fitsMask(wanted, found) ? 'close' : 'different';
  if (join(wanted, 'modern') === join(found, 'modern')) return 'exact';

  const cuts = [
    compareCut(wanted, found, 'written', theirs.length),
    compareCut(wanted, found, 'modern', theirs.length),
    atMostClose(compareCut(wanted, found, 'sound', theirs.length)),
    atMostClose(compareCut(found, wanted, 'modern', ours.length)), // a client may keep short names too
  ];
  if (cuts.includes('exact')) return 'exact';
  if (cuts.includes('close') || join(wanted, 'sound') === join(found, 'sound')) return 'close';
  const isCompany = ours.forms.size > 0 || theirs.forms.size > 0;
  return (isCompany ? areCompaniesClose : arePeopleClose)(wanted, found) ? 'close' : 'different';
}

function atMostClose(verdict: NameMatch): NameMatch {
  return verdict === 'exact' ? 'close' : verdict;
}

// Reading a name

const FORM_OF_PHRASE = new Map(
  Object.entries(LEGAL_FORMS).flatMap(([form, names]) => phrases(names).map((phrase) => [phrase, form] as const)),
);
const TITLE_PHRASES = new Set(phrases(TITLES.trim().split(/\s+/)));
const DEGREE_PHRASES = new Set(
  phrases(DEGREES.trim().split(/\s+/)).filter((phrase) => !NAMES_IN_ONE_WORD.includes(phrase)),
);
const LONGEST_PHRASE = 3;

/** `S.Kom` as the words that a text may show: `S KOM` and `SKOM`. */
function phrases(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const upper = name.toUpperCase();
    return [upper.replaceAll('.', ' ').trim(), upper.replaceAll('.', '')];
  });
}

function readName(text: string): AccountName {
  const trimmed = text.trim();
  const words = trimmed.length > MAX_LENGTH ? [] : splitWords(trimmed);
  const formPhrases: string[] = [];
  const takeForm = (phrase: string) => FORM_OF_PHRASE.has(phrase) && formPhrases.push(phrase) > 0;
  const core = dropFromEnd(dropFromFront(words, takeForm), takeForm);
  const untitled = dropFromEnd(
    dropFromFront(core, (phrase) => TITLE_PHRASES.has(phrase)),
    (phrase) => DEGREE_PHRASES.has(phrase),
  );
  const isCompany = formPhrases.length > 0;
  const isTitled = untitled.length < core.length;
  // Titles in a company's name are part of it, and titles alone are no name.
  const readings = isCompany || !isTitled ? [core] : untitled.length > 0 ? [untitled, core] : [];
  return {
    readings: readings.filter((reading) => reading.length > 0),
    forms: new Set(formPhrases.map((phrase) => FORM_OF_PHRASE.get(phrase) as string)),
    formPhrases,
    length: trimmed.length,
  };
}

/** Ma'ruf is one word, Nur-Aini two. */
function splitWords(text: string): Words {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
  const unmasked = plain.replace(/['’‘`ʼ]/g, '').replace(/[•●#]|X{3,}/g, '*');
  return (unmasked.match(/[\p{L}\p{N}*]+/gu) ?? []).map((written) => {
    const modern = rewrite(rewrite(written, OLD_SPELLING), SAME_NAME);
    return { written, modern, sound: soundOf(modern) };
  });
}

function dropFromFront(words: Words, isDropped: (phrase: string) => boolean): Words {
  for (let count = Math.min(LONGEST_PHRASE, words.length); count > 0; count--) {
    const phrase = join(words.slice(0, count), 'written', ' ');
    if (isDropped(phrase)) return dropFromFront(words.slice(count), isDropped);
  }
  return words;
}

function dropFromEnd(words: Words, isDropped: (phrase: string) => boolean): Words {
  for (let count = Math.min(LONGEST_PHRASE, words.length); count > 0; count--) {
    const phrase = join(words.slice(-count), 'written', ' ');
    if (isDropped(phrase)) return dropFromEnd(words.slice(0, -count), isDropped);
  }
  return words;
}

/** At a cut, the last piece of the bank's answer may be what is left of the legal form: INDOFOOD SUKSES MAKMUR TB. */
function foundReadings(found: AccountName, wanted: AccountName): readonly Words[] {
  if (!CUT_LENGTHS.includes(found.length)) return found.readings;
  const isPieceOfForm = (piece: string) => wanted.formPhrases.some((form) => form.startsWith(piece));
  const shorter = found.readings.filter((words) => words.length > 1 && isPieceOfForm((words.at(-1) as Word).written));
  return [...found.readings, ...shorter.map((words) => words.slice(0, -1))];
}

// Spelling and sound

function rewrite(word: string, rules: readonly Rewrite[]): string {
  return rules.reduce((text, [pattern, by]) => text.replace(pattern, by as string), word);
}

function soundOf(modern: string): string {
  return modern.length < SHORTEST_SOUND_ALIKE || isNumber(modern) ? modern : rewrite(modern, SOUNDS_ALIKE);
}

/** Numbers carry the difference between two companies: Angkasa Pura I and II. */
function isNumber(word: string): boolean {
  return /^[IVX]+$|\p{N}/u.test(word);
}

function join(words: Words, form: keyof Word, separator = ''): string {
  return words.map((word) => word[form]).join(separator);
}

// Cut and masked answers

/** @param length of the cut text as it was given */
function compareCut(whole: Words, cut: Words, form: keyof Word, length: number): NameMatch {
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
function fitsMask(wanted: Words, masks: Words): boolean {
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

// Close names

function areCompaniesClose(wanted: Words, found: Words): boolean {
  if (wanted.length !== found.length || wanted.length < 2) return false;
  const differing = wanted.flatMap((word, index) => {
    const other = found[index] as Word;
    return word.sound === other.sound ? [] : [isTypo(word.modern, other.modern)];
  });
  return differing.length === 1 && differing[0] === true;
}

function arePeopleClose(wanted: Words, found: Words): boolean {
  const { shared, onlyWanted, onlyFound } = pairUp(wanted, found);
  const extra = [...onlyWanted, ...onlyFound];
  if (extra.length === 0) return true;
  if (onlyWanted.length === 0 || onlyFound.length === 0) return areExtraWordsHarmless(extra, shared, wanted, found);
  // Muhammad is shared by millions and proves nothing.
  if (!shared.some((word) => word.sound.length >= 3 && word.modern !== 'MUHAMMAD')) return false;
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
