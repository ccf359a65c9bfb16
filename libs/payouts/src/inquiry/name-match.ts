import type { NameMatch } from '../law/status.js';
import { areCompaniesClose, arePeopleClose } from './close-names.js';
import { compareCut, fitsMask } from './cut-names.js';
import { CUT_LENGTHS } from './name-rules.js';
import { MEN, TRADE_WORDS, WOMEN } from './name-spellings.js';
import { type AccountName, isNumber, join, type Reading, readName, type Word, type Words } from './read-name.js';

/** Names in one piece that are shorter may be another name: Li Na, Lina. */
const SHORTEST_GLUED = 8;

/**
 * Compares the account holder a client named with the one the bank names, the way Indonesian names are written.
 *
 * - `exact`: the same words once case, punctuation, spacing, titles, degrees and spelling (Soekarno, Sukarno; Moch., Muhammad) are
 *   set aside, or the bank's answer is the same name cut inside its last word at a length known for it.
 * - `close`: may be the same, a person should look: initials, other word order, a word more or less, one typing error, words that
 *   sound alike, short forms (Wyn. for Wayan), an answer that is masked or cut, PT against CV or left out, and a word that one side
 *   sets aside though it may be a name or initials (S P, H.).
 * - `different`: all else, also a man's title against a woman's, a person against a company, one holder against two, and a name
 *   that is empty, only titles, or longer than 255 characters.
 *
 * A company's name has to agree word by word (PT Maju Jaya and PT Maju Jaya Abadi are two companies): no initials, no other
 * order, no missing words.
 *
 * @param wanted the holder's name as the client gave it
 * @param found the bank's answer: may be upper case, padded, cut at some length, masked (`BUD* SAN*****`)
 */
export function compareAccountNames(wanted: string, found: string): NameMatch {
  const ours = readName(wanted);
  const theirs = readName(found);
  if (areManAndWoman(ours, theirs)) return 'different';
  const verdicts = ours.readings.flatMap((reading) =>
    foundReadings(theirs, ours).map((foundReading) => compareReadings(ours, reading, theirs, foundReading)),
  );
  const best = verdicts.reduce<NameMatch>((one, other) => (isWorse(one, other) ? other : one), 'different');
  return mayBeHisWife(ours, theirs) || mayBeHisWife(theirs, ours) ? atMostClose(best) : best;
}

function compareReadings(ours: AccountName, wanted: Reading, theirs: AccountName, found: Reading): NameMatch {
  const cap = worse(capOfForms(wanted, found), areSwallowed(wanted, found) ? 'close' : 'exact');
  if (cap === 'different' || wanted.isJoint !== found.isJoint) return 'different';
  const isCompany = wanted.forms.size > 0 || found.forms.size > 0;
  return worse(cap, compareWords(ours, wanted.words, theirs, found.words, isCompany));
}

function compareWords(
  ours: AccountName,
  wanted: Words,
  theirs: AccountName,
  found: Words,
  isCompany: boolean,
): NameMatch {
  if (found.some((word) => word.written.includes('*'))) return fitsMask(wanted, found) ? 'close' : 'different';
  if (join(wanted, 'modern') === join(found, 'modern')) {
    return ours.hasHyphen || theirs.hasHyphen || areSpacesHarmless(wanted, found) ? 'exact' : 'close';
  }
  const cuts = [
    compareCut(wanted, found, 'written', theirs.length),
    compareCut(wanted, found, 'modern', theirs.length),
    atMostClose(compareCut(wanted, found, 'sound', theirs.length)),
    atMostClose(compareCut(found, wanted, 'modern', ours.length)), // a client may keep short names too
  ];
  if (cuts.includes('exact')) return 'exact';
  if (cuts.includes('close') || join(wanted, 'sound') === join(found, 'sound')) return 'close';
  return (isCompany ? areCompaniesClose : arePeopleClose)(wanted, found) ? 'close' : 'different';
}

/** Whether one side only lost spaces, and of a name long enough: Anita Nia is not Ani Tania, nor is 1 1 the number 11. */
function areSpacesHarmless(wanted: Words, found: Words): boolean {
  const [ours, theirs] = [endsOf(wanted), endsOf(found)];
  const isSame = ours.length === theirs.length && ours.every((end) => theirs.includes(end));
  if (isSame) return true;
  if ((ours.at(-1) as number) < SHORTEST_GLUED || [...wanted, ...found].some(({ modern }) => isNumber(modern)))
    return false;
  return ours.every((end) => theirs.includes(end)) || theirs.every((end) => ours.includes(end));
}

/** After how many letters each word ends. */
function endsOf(words: Words): number[] {
  let letters = 0;
  return words.map(({ modern }) => {
    letters += modern.length;
    return letters;
  });
}

// Verdicts, from worst to best

const RANKED: readonly NameMatch[] = ['different', 'close', 'exact'];

function isWorse(one: NameMatch, other: NameMatch): boolean {
  return RANKED.indexOf(one) < RANKED.indexOf(other);
}

function worse(one: NameMatch, other: NameMatch): NameMatch {
  return isWorse(one, other) ? one : other;
}

function atMostClose(verdict: NameMatch): NameMatch {
  return worse(verdict, 'close');
}

// What is set aside

/** Whether one side alone leaves out what may be a name or initials. */
function areSwallowed(wanted: Reading, found: Reading): boolean {
  return swallows(wanted, found) || swallows(found, wanted);
}

function swallows({ words, setAside }: Reading, other: Reading): boolean {
  return setAside.some(
    ({ kind, key, end, doubt }) =>
      (doubt === 'always' || (doubt === 'before one word' && words.length === 1)) &&
      !other.setAside.some(
        (item) => item.kind === kind && item.key === key && (item.end === end || item.doubt === 'never'),
      ),
  );
}

/** The best verdict that the legal forms allow. */
function capOfForms(wanted: Reading, found: Reading): NameMatch {
  const [ours, theirs] = [wanted.forms, found.forms];
  const shared = [...ours].filter((form) => theirs.has(form)).length;
  if (shared === ours.size && shared === theirs.size) return 'exact';
  // A cooperative of PT Maju is not PT Maju.
  if (shared > 0) return 'different';
  if (Math.min(wanted.words.length, found.words.length) === 1) return 'different';
  if (ours.size > 0 && theirs.size > 0) return 'close';
  return isPerson(ours.size > 0 ? found : wanted) ? 'different' : 'close';
}

/** A name without a legal form that can hardly be a company's. */
function isPerson({ words, setAside }: Reading): boolean {
  if (setAside.length > 0) return true;
  const has = (names: ReadonlySet<string>) => words.some(({ modern }) => names.has(modern));
  return (has(MEN) || has(WOMEN)) && !has(TRADE_WORDS);
}

/** At a cut, the last piece of the bank's answer may be what is left of the legal form: INDOFOOD SUKSES MAKMUR TB. */
function foundReadings(found: AccountName, wanted: AccountName): readonly Reading[] {
  if (!CUT_LENGTHS.includes(found.length)) return found.readings;
  const forms = wanted.readings.flatMap(({ setAside }) => setAside.filter(({ kind }) => kind === 'form'));
  const shorter = found.readings.flatMap((reading) => {
    const piece = (reading.words.at(-1) as Word).written;
    const form = forms.find(({ phrase }) => phrase.startsWith(piece));
    if (reading.words.length === 1 || form === undefined) return [];
    // One letter may be an initial.
    const pieceOf = piece.length > 1 ? [form.key] : [];
    return { ...reading, words: reading.words.slice(0, -1), forms: new Set([...reading.forms, ...pieceOf]) };
  });
  return [...found.readings, ...shorter];
}

// Men and women

function areManAndWoman(ours: AccountName, theirs: AccountName): boolean {
  const [our, their] = [[...ours.genders], [...theirs.genders]];
  return our.length === 1 && their.length === 1 && our[0] !== their[0];
}

/** Ny. Budi Santoso and Ny. H. Ahmad are wives of Budi Santoso and H. Ahmad. */
function mayBeHisWife(she: AccountName, he: AccountName): boolean {
  if (!she.genders.has('woman') || he.genders.has('woman')) return false;
  return she.genders.has('man') || MEN.has(he.readings[0]?.words[0]?.modern ?? '');
}
