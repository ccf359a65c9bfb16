import {
  CUT_LENGTHS,
  DEGREES,
  FORMS_LIKE_CUT_NAMES,
  FORMS_LIKE_NAMES,
  type Gender,
  JOINT_WORDS,
  JOINT_WORDS_OF_PEOPLE,
  LEGAL_FORMS,
  NAMES_IN_ONE_WORD,
  NAMES_IN_PIECES,
  SURE_IN_ONE_WORD,
  TITLES,
  TITLES_BEHIND,
  TITLES_LIKE_NAMES,
} from './name-rules.js';
import { OLD_SPELLING, type Rewrite, SAME_NAME, SHORTEST_SOUND_ALIKE, SOUNDS_ALIKE } from './name-spellings.js';

/** One word of a name. */
export interface Word {
  /** Upper case, no accents; `*` for whatever masks. */
  readonly written: string;
  readonly modern: string;
  readonly sound: string;
}
export type Words = readonly Word[];

/** A legal form, title or degree that a reading leaves out of the name. */
export interface SetAside {
  readonly kind: 'form' | 'title' | 'degree';
  /** Two of one meaning have one key. */
  readonly key: string;
  readonly phrase: string;
  readonly end: 'front' | 'back';
  /** Whether it may be a name or initials after all: always, or only when a single name is left. */
  readonly doubt: 'never' | 'before one word' | 'always';
}

/** One way to read a name. */
export interface Reading {
  readonly words: Words;
  readonly setAside: readonly SetAside[];
  /** Rows of LEGAL_FORMS. A reading with one is a company's name. */
  readonly forms: ReadonlySet<string>;
  /** More than one holder. */
  readonly isJoint: boolean;
}

/** A name as it is compared. */
export interface AccountName {
  /** Without titles, and with them, for `H.` may be an initial; with and without a legal form that may be a name. */
  readonly readings: readonly Reading[];
  readonly genders: ReadonlySet<Gender>;
  /** Of the text as given, padding aside: a cut is detected by it. */
  readonly length: number;
  readonly hasHyphen: boolean;
}

/** A word and the punctuation around it, which says whether S P is a degree or initials. */
interface Token extends Word {
  /** `tight` when the next letter follows at once: S.P., not S. P. */
  readonly dot: 'tight' | 'loose' | 'none';
  readonly afterComma: boolean;
  readonly joins: '&' | '/' | null;
}
type Tokens = readonly Token[];

/** Longest name the providers take. */
const MAX_LENGTH = 255;
const LONGEST_PHRASE = 3;

// The tables, by the words that a text may show

interface Known {
  readonly kind: SetAside['kind'];
  readonly key: string;
  readonly gender: Gender | null;
}
type KnownPhrases = ReadonlyMap<string, Known>;

/** `A.Md.Keb` as the words that a text may show: A MD KEB, AMD KEB, A MDKEB and AMDKEB. */
function phrases(name: string): string[] {
  const [first = '', ...pieces] = name
    .toUpperCase()
    .split('.')
    .filter((piece) => piece !== '');
  return pieces.reduce((starts, piece) => starts.flatMap((start) => [`${start} ${piece}`, start + piece]), [first]);
}

function known(names: readonly string[], kind: SetAside['kind'], key: string | null, gender: Gender | null = null) {
  return names.flatMap((name) =>
    phrases(name).map((phrase) => [phrase, { kind, key: key ?? phrase.replaceAll(' ', ''), gender }] as const),
  );
}

const FORM_PHRASES = Object.entries(LEGAL_FORMS).flatMap(([row, names]) => known(names, 'form', row));
const TITLE_PHRASES = TITLES.flatMap(({ titles, gender }) => known(titles, 'title', titles[0] as string, gender));
const DEGREE_PHRASES = DEGREES.flatMap((degree) => known([degree], 'degree', null));

const AT_FRONT: KnownPhrases = new Map([...TITLE_PHRASES, ...FORM_PHRASES]);
const AT_BACK: KnownPhrases = new Map([
  ...TITLE_PHRASES.filter(([phrase]) => TITLES_BEHIND.includes(phrase)),
  ...FORM_PHRASES,
  ...DEGREE_PHRASES,
]);

// Reading

/** Reads a name in all ways that it may be meant. Empty, only titles, or too long: in no way. */
export function readName(text: string): AccountName {
  const trimmed = text.trim();
  const tokens = trimmed.length > MAX_LENGTH ? [] : tokensOf(trimmed);
  const { left, taken: formsTaken } = setAside(tokens, ['form']);
  const isCut = CUT_LENGTHS.includes(trimmed.length);
  const isSure = ({ item: { doubt, phrase } }: Taken) =>
    doubt === 'never' || (FORMS_LIKE_CUT_NAMES.includes(phrase) && !isCut);
  const isCompany = formsTaken.length > 0;
  const readings = isCompany ? [readingOf(left, formsTaken)] : [];
  // A form that may be a name is also read as one: YAYASAN HERMAWAN FIRMA(NSYAH).
  const sure = setAside(tokens, ['form'], isSure);
  const person = sure.taken.length > 0 ? null : readPerson(tokens);
  if (person !== null) readings.push(...person.readings);
  else if (sure.taken.length < formsTaken.length) readings.push(readingOf(sure.left, sure.taken));
  return {
    // A form alone is no name.
    readings: isCompany && left.length === 0 ? [] : readings.filter(({ words }) => words.length > 0),
    genders: new Set(person?.genders),
    length: trimmed.length,
    hasHyphen: trimmed.includes('-'),
  };
}

function readPerson(tokens: Tokens): { readings: Reading[]; genders: Gender[] } {
  const { left, taken } = setAside(tokens, ['title', 'degree']);
  const genders = taken.flatMap(({ gender }) => gender ?? []);
  if (taken.length === 0) return { readings: [readingOf(tokens, [])], genders };
  // Titles alone are no name.
  return { readings: left.length > 0 ? [readingOf(left, taken), readingOf(tokens, [])] : [], genders };
}

function readingOf(tokens: Tokens, taken: readonly Taken[]): Reading {
  const setAside = taken.map(({ item }) => item);
  const forms = new Set(setAside.flatMap(({ kind, key }) => (kind === 'form' ? key : [])));
  return { words: tokens, setAside, forms, isJoint: isJoint(tokens, forms.size > 0) };
}

/** Santoso/Budi is one holder, as airlines write him; & is common in the names of companies. */
function isJoint(tokens: Tokens, isCompany: boolean): boolean {
  return tokens.slice(1).some(({ written, joins }) => {
    if (JOINT_WORDS.includes(written)) return true;
    if (isCompany) return false;
    return JOINT_WORDS_OF_PEOPLE.includes(written) || joins === '&' || (joins === '/' && tokens.length > 2);
  });
}

/** Ma'ruf is one word, Nur-Aini two. */
function tokensOf(text: string): Tokens {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
  const unmasked = plain
    .replace(/['’‘`ʼ]/g, '')
    .replace(/[•●#]|X{3,}/g, '*')
    .replace(/\bQ\.? ?Q\b/g, 'QQ');
  const found = [...unmasked.matchAll(/([\p{L}\p{N}*]+)([^\p{L}\p{N}*]*)/gu)];
  return found.map(([, written = '', after = ''], index) => {
    const before = found[index - 1]?.[2] ?? '';
    return {
      ...wordOf(written),
      dot: after === '.' ? 'tight' : after.startsWith('.') ? 'loose' : 'none',
      afterComma: /[,;]/.test(before),
      joins: /[&+]/.test(before) ? '&' : before.includes('/') ? '/' : null,
    };
  });
}

interface Taken {
  readonly item: SetAside;
  readonly gender: Gender | null;
}

/**
 * Takes the longest known phrase at each end, as long as it is of the wanted kinds: S.Pd. ends in the letters of the company form
 * P.D., and is a degree.
 */
function setAside(
  tokens: Tokens,
  kinds: readonly SetAside['kind'][],
  isTaken: (taken: Taken) => boolean = () => true,
): { left: Tokens; taken: Taken[] } {
  const taken: Taken[] = [];
  let left = tokens;
  const next = (end: SetAside['end']) => {
    const found = longestAt(left, end);
    return found !== null && kinds.includes(found.known.kind) && isTaken(take(found, end, false)) ? found : null;
  };
  for (let front = next('front'); front !== null; front = next('front')) {
    taken.push(take(front, 'front', false));
    left = left.slice(front.tokens.length);
  }
  const behind: Found[] = [];
  for (let back = next('back'); back !== null; back = next('back')) {
    behind.unshift(back);
    left = left.slice(0, -back.tokens.length);
  }
  let isAfterComma = false;
  for (const back of behind) {
    isAfterComma ||= (back.tokens[0] as Token).afterComma;
    taken.push(take(back, 'back', isAfterComma));
  }
  return { left, taken };
}

interface Found {
  readonly known: Known;
  readonly tokens: Tokens;
}

function longestAt(tokens: Tokens, end: SetAside['end']): Found | null {
  for (let count = Math.min(LONGEST_PHRASE, tokens.length); count > 0; count--) {
    const piece = end === 'front' ? tokens.slice(0, count) : tokens.slice(-count);
    const phrase = join(piece, 'written', ' ');
    const found = (end === 'front' ? AT_FRONT : AT_BACK).get(phrase);
    const isName = end === 'back' && NAMES_IN_ONE_WORD.includes(phrase) && !(piece[0] as Token).afterComma;
    if (found !== undefined && !isName) return { known: found, tokens: piece };
  }
  return null;
}

function take({ known: { kind, key, gender }, tokens }: Found, end: SetAside['end'], isAfterComma: boolean): Taken {
  const phrase = join(tokens, 'written', ' ');
  const doubt =
    kind === 'form' ? doubtOfForm(tokens, end) : isAfterComma ? doubtAfterComma(phrase) : doubtOf(tokens, kind, end);
  return { item: { kind, key, phrase, end, doubt }, gender };
}

function doubtOfForm(tokens: Tokens, end: SetAside['end']): SetAside['doubt'] {
  const phrase = join(tokens, 'written', ' ');
  if (FORMS_LIKE_NAMES.includes(phrase) || (end === 'back' && FORMS_LIKE_CUT_NAMES.includes(phrase))) return 'always';
  return isOfLetters(tokens) && !isDotted(tokens) ? 'always' : 'never';
}

function doubtAfterComma(phrase: string): SetAside['doubt'] {
  return NAMES_IN_ONE_WORD.includes(phrase) ? 'before one word' : 'never';
}

/** Dots show a degree, and initials too when they follow a single name. */
function doubtOf(tokens: Tokens, kind: SetAside['kind'], end: SetAside['end']): SetAside['doubt'] {
  const phrase = join(tokens, 'written', ' ');
  const shown = isDotted(tokens) ? 'before one word' : 'always';
  if (kind === 'title') {
    if (phrase === 'H' || phrase === 'KH' || isOfLetters(tokens)) return shown;
    return TITLES_LIKE_NAMES.includes(phrase) || end === 'back' ? 'before one word' : 'never';
  }
  if (isOfLetters(tokens)) return shown;
  if (tokens.length === 1) {
    if (SURE_IN_ONE_WORD.includes(phrase)) return 'never';
    if (LIKE_INITIALS.has(phrase) || phrase.length <= 2) return shown;
    return phrase.length === 3 ? 'before one word' : 'never';
  }
  if (tokens.some(({ written }) => written.length > 2 && !NAMES_IN_PIECES.includes(written))) return 'never';
  const mayBeName = tokens.slice(1).some(({ written }) => /^.$|[AEIOU]/.test(written));
  return mayBeName ? shown : 'before one word';
}

/** Degrees in one word that may be initials: SE, SKM, SPA (Sp.A); not SKOM, whose pieces are longer. */
const LIKE_INITIALS = new Set(
  DEGREES.filter((degree) => /^(?:.\.)+$|^..\..$/.test(degree)).map((degree) =>
    degree.toUpperCase().replaceAll('.', ''),
  ),
);

function isOfLetters(tokens: Tokens): boolean {
  return tokens.every(({ written }) => written.length === 1);
}

function isDotted(tokens: Tokens): boolean {
  if (tokens.length === 1) return (tokens[0] as Token).dot !== 'none';
  return tokens.slice(0, -1).every(({ dot }) => dot === 'tight');
}

// Spelling and sound

/** A word in upper case with its spellings. */
export function wordOf(written: string): Word {
  const modern = rewrite(rewrite(written, OLD_SPELLING), SAME_NAME);
  return { written, modern, sound: soundOf(modern) };
}

function rewrite(word: string, rules: readonly Rewrite[]): string {
  return rules.reduce((text, [pattern, by]) => text.replace(pattern, by as string), word);
}

function soundOf(modern: string): string {
  return modern.length < SHORTEST_SOUND_ALIKE || isNumber(modern) ? modern : rewrite(modern, SOUNDS_ALIKE);
}

/** Numbers carry the difference between two companies: Angkasa Pura I and II. */
export function isNumber(word: string): boolean {
  return /^[IVX]+$|\p{N}/u.test(word);
}

/** Words in one piece, in one of their forms. */
export function join(words: Words, form: keyof Word, separator = ''): string {
  return words.map((word) => word[form]).join(separator);
}
