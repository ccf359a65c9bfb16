import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { cpuMsOf } from '../../../../test/support/cpu-ms-of.js';
import { NO_FACTS, standing } from '../law/standing.js';
import type { NameMatch } from '../law/status.js';
import { makePayout } from '../testing/make-payout.js';
import { compareAccountNames } from './name-match.js';
import { CLOSE, DIFFERENT, EXACT } from './testing/name-pair.js';
import { NAME_PAIRS } from './testing/name-pairs.js';

describe.each(Object.entries(NAME_PAIRS))('compareAccountNames, %s', (_kind, pairs) => {
  const shown = pairs.map(
    ([wanted, found, grade, why]) => [why, wanted.slice(0, 40), found.slice(0, 40), grade, wanted, found] as const,
  );

  it.each(shown)('%s: %j and %j are %s', (_why, _wanted, _found, grade, wanted, found) => {
    expect(compareAccountNames(wanted, found)).toBe(grade);
  });
});

describe('the pairs of names', () => {
  const pairs = Object.values(NAME_PAIRS).flat();

  it('are at least 400, each once, of every grade', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(400);
    expect(new Set(pairs.map(([wanted, found]) => `${wanted}|${found}`)).size).toBe(pairs.length);
    for (const grade of [EXACT, CLOSE, DIFFERENT]) {
      expect(pairs.filter((pair) => pair[2] === grade).length).toBeGreaterThan(100);
    }
  });

  // The worst error: money goes to another person, and no person looks.
  it('have no wrong exact', () => {
    const grades = pairs.map(([wanted, found, grade]) => [wanted, found, grade, compareAccountNames(wanted, found)]);
    expect(grades.filter(([, , grade, actual]) => grade !== EXACT && actual === EXACT)).toEqual([]);
  });

  it('have no wrong exact with the sides exchanged', () => {
    // A cut answer has one length on one side only.
    const whole = Object.entries(NAME_PAIRS).flatMap(([kind, list]) => (kind === 'truncation' ? [] : list));
    const grades = whole.map(([wanted, found, grade]) => [wanted, found, grade, compareAccountNames(found, wanted)]);
    expect(grades.filter(([, , grade, actual]) => grade !== EXACT && actual === EXACT)).toEqual([]);
  });
});

describe('docs/guides/names.md', () => {
  const guide = readFileSync('docs/guides/names.md', 'utf8');
  /** The cells of the rows below a head, without the line of dashes. */
  const rowsBelow = (head: string) =>
    (guide.split(`\n${head}\n`)[1]?.split('\n\n')[0] ?? '')
      .split('\n')
      .slice(1)
      .map((row) => row.split('|').map((cell) => cell.trim().replace(/^`|`$/g, '')));

  it('shows the grade that each pair of names has', () => {
    const rows = rowsBelow('| kind | the client expects | the bank names | grade | why |');
    expect(rows.length).toBeGreaterThan(30);
    const shown = rows.map(([, , wanted, found, grade]) => [wanted, found, grade]);
    const real = rows.map(([, , wanted = '', found = '']) => [wanted, found, compareAccountNames(wanted, found)]);
    expect(shown).toEqual(real);
  });

  it('says what happens to a payout of each grade', () => {
    const rows = rowsBelow('| grade | `automatic` | `manual` |');
    const shown = rows.map(([, grade, automatic, manual]) => [grade, automatic, manual]);
    const happens = (nameMatch: NameMatch, confirmation: 'automatic' | 'manual') => {
      const payout = makePayout({ status: 'inquired', nameMatch, confirmation });
      return standing(payout, NO_FACTS, { twoPeopleFrom: null }).kind === 'ready' ? 'is paid' : 'waits for a person';
    };
    const real = ([EXACT, CLOSE, DIFFERENT] as const).map((grade) => [
      grade,
      happens(grade, 'automatic'),
      happens(grade, 'manual'),
    ]);
    expect(shown).toEqual(real);
  });
});

/** Common second names. Names that match only through a typing error are in NEIGHBOURS. */
const FAMILY_NAMES = `
  Santoso Susanto Susanti Hartono Hartanto Hartini Hidayat Setiawan Setiawati Kurniawan Kurniawati Wijaya Wibowo Wijayanto Nugroho
  Saputra Saputri Pratama Purnama Purnomo Gunawan Hermawan Irawan Darmawan Suharto Suharti Sukarno Sumarno Sutarno Suwarno Suparno
  Sudarno Sunarto Sumarto Sudarto Sugiarto Sugiono Suparman Supratman Supriyadi Supriyanto Supriyanti Supriatna Suprapto Suprapti
  Sudirman Sulaiman Rahman Rahmat Rahmawati Rahayu Lestari Wulandari Handayani Handoko Handoyo Aminah Aisyah Fauzi Fauzan Fadli
  Fadilah Ramadhan Ramadhani Maulana Maulani Firmansyah Ardiansyah Siregar Sitorus Simanjuntak Simatupang Nasution Lubis Harahap
  Hutapea Hutagalung Panjaitan Pangaribuan Silalahi Tampubolon Utami Utama Utomo Sutomo Sutono Sutanto Tanoto Tanuwijaya Halim
  Salim Hakim Kusuma Kusumo Kusumawati Mulyono Mulyadi Mulyani Mulyana Wahyudi Wahyuni Wahyono Yulianto Yulianti Yuliana Prasetyo
  Permana Permata Permadi Anggraini Puspita Puspitasari Haryono Sudarsono Sastrowardoyo`
  .trim()
  .split(/\s+/);

/** The price of forgiving a typing error: a person has to distinguish these. */
const NEIGHBOURS = [
  ['Hartanto', 'Haryanto'],
  ['Hermawan', 'Hernawan'],
  ['Sugiarto', 'Sugianto'],
  ['Hendrawan', 'Hendriawan'],
  ['Sudarsono', 'Sudarmono'],
  ['Yulianti', 'Yuliani'],
] as const;

describe('compareAccountNames, among common names', () => {
  it('distinguishes all family names', () => {
    const confused = FAMILY_NAMES.flatMap((one, index) =>
      FAMILY_NAMES.slice(index + 1)
        .filter((other) => compareAccountNames(`Budi ${one}`, `BUDI ${other.toUpperCase()}`) !== 'different')
        .map((other) => `${one} ${other}`),
    );
    expect(confused).toEqual([]);
  });

  it.each(NEIGHBOURS)('leaves %s and %s to a person', (one, other) => {
    expect(compareAccountNames(`Budi ${one}`, `Budi ${other}`)).toBe('close');
  });
});

describe('compareAccountNames, for any name', () => {
  const FIRST_NAMES = ['Budi', 'Siti', 'Muhammad', 'Moch.', 'Abdul', 'Dewi', 'Agus', "Nur'aini", 'Djoko', 'Zoë', 'B.'];
  const word = fc.constantFrom(...FIRST_NAMES, ...FAMILY_NAMES);
  const person = fc
    .tuple(
      fc.constantFrom('', 'H. ', 'Dr. Ir. ', 'Bpk '),
      fc.array(word, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', ', S.E.', ' S.Kom, M.M.'),
    )
    .map(([title, words, degree]) => title + words.join(' ') + degree);
  const company = fc
    .tuple(fc.constantFrom('PT ', 'CV. ', 'Yayasan '), fc.array(word, { minLength: 1, maxLength: 4 }))
    .map(([form, words]) => form + words.join(' '));
  const name = fc.oneof(person, company);
  const verdicts = ['exact', 'close', 'different'];

  it('calls a name exactly itself, in upper case, padded and without punctuation', () => {
    fc.assert(
      fc.property(name, fc.nat({ max: 30 }), (text, padding) => {
        expect(compareAccountNames(text, text)).toBe('exact');
        expect(compareAccountNames(text, `${text.toUpperCase()}${' '.repeat(padding)}`)).toBe('exact');
        expect(compareAccountNames(text, text.replace(/[.,]/g, ' '))).toBe('exact');
        expect(compareAccountNames(text.replace(/[.,]/g, ''), text)).toBe('exact');
      }),
    );
  });

  it('finds a company exact wherever its legal form stands', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('PT', 'C.V.', 'UD', 'Koperasi'),
        (words, form) => {
          const core = words.join(' ');
          expect(compareAccountNames(`${form} ${core}`, `${core} ${form}`)).toBe('exact');
          // Without its form it may be a person, or another company.
          expect(compareAccountNames(`${form} ${core}`, core)).not.toBe('exact');
          expect(compareAccountNames(core, `${core} ${form}`)).not.toBe('exact');
        },
      ),
    );
  });

  it('never calls a man exactly a woman', () => {
    const ofMan = fc.constantFrom('Tn.', 'Bpk', 'PAK', 'Sdr.', 'Mr', 'H.', 'Drs.');
    const ofWoman = fc.constantFrom('Ny.', 'Ibu', 'BU', 'Sdri', 'Nn', 'Mrs', 'Hj.', 'Dra.');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), ofMan, ofWoman, (words, he, she) => {
        expect(compareAccountNames(`${he} ${words.join(' ')}`, `${she} ${words.join(' ')}`)).toBe('different');
        expect(compareAccountNames(`${she} ${words.join(' ')}`, `${he} ${words.join(' ')}`)).toBe('different');
      }),
    );
  });

  it('never calls a name exact that swallows initials', () => {
    const letters = fc.constantFrom(
      'S E',
      'SE',
      'S P',
      'SP',
      'M M',
      'MM',
      'S H',
      'SH',
      'M T',
      'S K M',
      'SKM',
      'M A',
      'S T',
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), letters, (words, initials) => {
        const own = words.join(' ');
        expect(compareAccountNames(own, `${own} ${initials}`)).not.toBe('exact');
        expect(compareAccountNames(`${own} ${initials}`, own)).not.toBe('exact');
      }),
    );
  });

  it('finds the same whichever side is which, where nothing is cut or masked', () => {
    // Of two names, only one that fills at least 18 characters can be a cut one.
    const short = name.filter((text) => text.length < 18);
    fc.assert(
      fc.property(short, short, (one, other) => {
        expect(compareAccountNames(one, other)).toBe(compareAccountNames(other, one));
      }),
      { numRuns: 2000 },
    );
  });

  it('never calls a name different because the bank cut it', () => {
    const long = name.filter((text) => text.length > 30 && !/\d/.test(text));
    fc.assert(
      fc.property(long, fc.constantFrom(20, 25, 30), (text, length) => {
        const cut = text.slice(0, length);
        fc.pre(cut === cut.trim());
        expect(compareAccountNames(text, cut.toUpperCase())).not.toBe('different');
      }),
    );
  });

  it('calls a masked answer close at best', () => {
    fc.assert(
      fc.property(name, fc.nat(), (text, at) => {
        const place = at % text.length;
        const masked = `${text.slice(0, place)}*${text.slice(place + 1)}`;
        expect(compareAccountNames(text, masked)).not.toBe('exact');
      }),
    );
  });

  it('never calls names without a word in common exact or close', () => {
    const some = fc.array(fc.constantFrom(...FAMILY_NAMES.filter((_, index) => index % 2 === 0)), {
      minLength: 1,
      maxLength: 4,
    });
    const others = fc.array(fc.constantFrom(...FAMILY_NAMES.filter((_, index) => index % 2 === 1)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(some, others, (words, otherWords) => {
        expect(compareAccountNames(words.join(' '), otherWords.join(' '))).toBe('different');
      }),
      { numRuns: 1000 },
    );
  });

  it('answers whatever it is given, never throws', () => {
    const rubbish = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(fc.constantFrom('*', ' ', 'H', 'PT', 'S.E.', 'ABDU', 'OE', '\ud800', 'ﷺ', 'XXX', '99'), {
          maxLength: 200,
        })
        .map((list) => list.join('')),
    );
    fc.assert(
      fc.property(rubbish, rubbish, (one, other) => {
        expect(verdicts).toContain(compareAccountNames(one, other));
        expect(verdicts).toContain(compareAccountNames(one, one));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a megabyte of spaces', ' '.repeat(1_000_000)],
    ['a megabyte of letters', 'A'.repeat(1_000_000)],
    ['255 ligatures of 18 letters', '\ufdfa'.repeat(255)],
    ['127 titles', 'H '.repeat(127)],
    ['85 legal forms', 'PT '.repeat(85)],
    ['127 masked words', 'A*'.repeat(127)],
    ['127 initials', 'B '.repeat(126)],
  ])('compares %s with little work', (_what, text) => {
    const compare = () => {
      compareAccountNames(text, `${text.slice(0, 254)}C`);
      compareAccountNames('Budi Santoso', text);
    };
    expect(cpuMsOf(compare)).toBeLessThan(1_000);
  });
});
