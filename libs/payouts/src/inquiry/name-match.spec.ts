import fc from 'fast-check';
import { cpuMsOf } from '../../../../test/support/cpu-ms-of.js';
import { compareAccountNames, type NameMatch } from './name-match.js';

type Row = readonly [wanted: string, found: string, verdict: NameMatch, why: string];

const EXACT = 'exact';
const CLOSE = 'close';
const DIFFERENT = 'different';

const PEOPLE: readonly Row[] = [
  ['Budi Santoso', 'BUDI SANTOSO', EXACT, 'case'],
  ['Catur Nugroho', 'CATUR NUGROHO                 ', EXACT, 'padding to 30, as BI-FAST answers'],
  ['Budi  Santoso', ' Budi Santoso', EXACT, 'spaces'],
  ["Ma'ruf Amin", 'MARUF AMIN', EXACT, 'apostrophe dropped'],
  ["Ma'ruf Amin", 'MA RUF AMIN', EXACT, 'apostrophe became a space'],
  ['Nur-Aini', 'NURAINI', EXACT, 'hyphen dropped'],
  ['Sri Mulyani', 'SRIMULYANI', EXACT, 'space dropped'],
  ['Renée Zoëga', 'RENEE ZOEGA', EXACT, 'accents'],
  ['Ｂｕｄｉ Santoso', 'BUDI SANTOSO', EXACT, 'full-width letters'],
  ['Suharto', 'SUHARTO', EXACT, 'a person with one name'],
  ['H. Ahmad Fauzi', 'AHMAD FAUZI', EXACT, 'title on our side'],
  ['Ahmad Fauzi', 'HAJI AHMAD FAUZI', EXACT, 'title on the bank side'],
  ['Hj. Siti Aminah', 'HJ SITI AMINAH', EXACT, 'title on both sides'],
  ['Bpk Budi Santoso', 'BUDI SANTOSO', EXACT, 'form of address'],
  ['Sdri. Dewi Lestari', 'IBU DEWI LESTARI', EXACT, 'two forms of address'],
  ['Dr. Ir. H. Budi Santoso, S.T., M.T.', 'BUDI SANTOSO', EXACT, 'titles and degrees'],
  ['Budi Santoso, S.E., M.M.', 'BUDI SANTOSO SE MM', EXACT, 'degrees without dots'],
  ['Siti Aminah, S.Kom', 'SITI AMINAH', EXACT, 'degree with one dot'],
  ['Rina Wati', 'RINA WATI A MD KEB', EXACT, 'degree fallen apart'],
  ['Prof. Budi Santoso, Ph.D.', 'BUDI SANTOSO MBA', EXACT, 'different titles, same person'],
  ['Budi Santoso, M.A.', 'BUDI SANTOSO', EXACT, 'M.A. with dots is a degree'],
  ['K.H. Abdurrahman Wahid', 'ABDURRAHMAN WAHID', EXACT, 'dotted title'],
  ['Suharto', 'H. SUHARTO', EXACT, 'title before a single name'],
  ['Muhammad Rizki', 'MOCHAMAD RIZKI', EXACT, 'spellings of Muhammad'],
  ['Moh. Rizki', 'MUHAMMAD RIZKI', EXACT, 'short for Muhammad'],
  ['Muh Rizki', 'MOHAMMAD RIZKI', EXACT, 'short for Muhammad'],
  ['Moehammad Rizki', 'MOCH RIZKI', EXACT, 'old spelling of Muhammad'],
  ['Abd. Rahman', 'ABDUL RAHMAN', EXACT, 'short for Abdul'],
  ['Abdurrahman', 'ABDUL RAHMAN', EXACT, 'Abdul joined'],
  ['Abdus Salam', 'ABDUSSALAM', EXACT, 'Abdul before S'],
  ['Soekarno', 'SUKARNO', EXACT, 'oe was u'],
  ['Djoko Soetjipto', 'JOKO SUCIPTO', EXACT, 'dj was j, tj was c'],
  ['Bacharuddin Jusuf Habibie', 'BACHARUDDIN JUSUF HA', EXACT, 'cut at 20 inside the last word'],
  ['Muhammad Rizki Pratama Putra', 'MUHAMMAD RIZKI PRATAMA PU', EXACT, 'cut at 25 inside the last word'],
  ['Dra. Hj. Siti Nurhaliza Kusumawardani', 'DRA HJ SITI NURHALIZA KUSUMAWA', EXACT, 'cut at 30, titles included'],
  ['Bambang Trihatmodjo Soedjono', 'BAMBANG TRIHATMODJO SOEDJ', EXACT, 'cut inside an old spelling'],
  ['Bambang Hartono Soedjono', 'BAMBANG HARTONO SOED', EXACT, 'cut between the letters of an old spelling'],
  ['Muhammad Sukarno Kusumawardani', 'MUHAMMAD SOEKARNO KU', EXACT, 'cut, in old spelling'],

  ['M. Rizki', 'MUHAMMAD RIZKI', CLOSE, 'M. is Muhammad, or Maulana'],
  ['Rizki Pratama', 'MUHAMMAD RIZKI PRATAMA', CLOSE, 'Muhammad left out'],
  ['Suharto', 'M SUHARTO', CLOSE, 'one name, but for Muhammad'],
  ['B. J. Habibie', 'BACHARUDDIN JUSUF HABIBIE', CLOSE, 'initials'],
  ['BJ Habibie', 'BACHARUDDIN JUSUF HABIBIE', CLOSE, 'initials in one word'],
  ['Bacharuddin Jusuf Habibie', 'BJ HABIBIE', CLOSE, 'initials in one word, at the bank'],
  ['KPH Santoso', 'KUSUMA PUTRA HADI SANTOSO', CLOSE, 'three initials in one word'],
  ['Habibie, B.J.', 'BACHARUDDIN JUSUF HABIBIE', CLOSE, 'initials behind'],
  ['Budi Santoso', 'BUDI S', CLOSE, 'initial on the bank side'],
  ['H. Budi', 'HENDRA BUDI', CLOSE, 'H. may be an initial after all'],
  ['Susanto Agus', 'AGUS SUSANTO', CLOSE, 'other word order'],
  ['Ani Edi', 'EDI ANI', CLOSE, 'other order of short words'],
  ["Ma'ruf Amin", 'AMIN MARUF', CLOSE, 'other order, apostrophe'],
  ['Rénaldi Amin', 'AMIN RENALDI', CLOSE, 'other order, accent'],
  ['Budi Santoso', 'BUDI SANTOSO WIJAYA', CLOSE, 'one name more at the bank'],
  ['Made Budiana', 'I MADE BUDIANA', CLOSE, 'Balinese I left out'],
  ['Ahmad bin Abdullah', 'AHMAD ABDULLAH', CLOSE, 'bin left out'],
  ['Achmad Rochman', 'AHMAD ROHMAN', CLOSE, 'ch for h'],
  ['Rizky Febrian', 'RISKI FEBRIAN', CLOSE, 'ky and ki, z and s'],
  ['Ferry Gunawan', 'FERI GUNAWAN', CLOSE, 'doubled letter'],
  ['Edy Gunawan', 'EDI GUNAWAN', CLOSE, 'y for i'],
  ['Chris Hadi', 'KRIS HADI', CLOSE, 'ch for k'],
  ['Budi Rahmad', 'BUDI RAHMAT', CLOSE, 'd for t at the end'],
  ['Siti Sarah', 'SITI SARA', CLOSE, 'h at the end'],
  ['Budi Sjarif', 'BUDI SARIF', CLOSE, 'sj for s'],
  ['Budi Noval', 'BUDI NOFAL', CLOSE, 'v for f'],
  ['Budi Rizqi', 'BUDI RIZKI', CLOSE, 'q for k'],
  ['Budi Ridho', 'BUDI RIDO', CLOSE, 'dh for d'],
  ['Jusuf Kalla', 'YUSUF KALLA', CLOSE, 'j was y'],
  ['Chandra Widjaja', 'CANDRA WIJAYA', CLOSE, 'two old spellings'],
  ['Abdul Rachman', 'ABDURAHMAN', CLOSE, 'sounds alike once joined'],
  ['Bacharudin Habibie', 'BACHARUDDIN HABIBIE', CLOSE, 'letter missing'],
  ['Bambang Setiawan', 'BAMBANG SETAIWAN', CLOSE, 'letters swapped'],
  ['Bambang Setiawan', 'BAMBANG SETIAWAM', CLOSE, 'wrong consonant in a long word'],
  ['Budi Santoso', 'BUDI SANTUSO', CLOSE, 'wrong vowel in a long word'],
  ['Budi Santosa', 'BUDI SANTOSO', CLOSE, 'regional ending'],
  ['Budi Santoso', 'BUDI SANTOSO MA', CLOSE, 'MA may be a name'],
  ['Muhammad Rizki Pratama Putra', 'MUHAMMAD RIZKI PRATA', CLOSE, 'cut at 20: a whole word is missing'],
  ['Muhammad Farhan Pratama Putra', 'MUHAMMAD FARHAN PRATAMA P', CLOSE, 'cut at 25: one letter is an initial'],
  ['Bacharuddin Jusuf Habibie', 'BACHARUDDIN JUSUF HABI', CLOSE, 'cut at no known length'],
  ['Bacharuddin Jusuf Ha', 'BACHARUDDIN JUSUF HABIBIE', CLOSE, 'cut by the client'],
  ['Mochammad Rizky Pratama Saputra', 'MUHAMMAD RIZKI PRATAMA SA', CLOSE, 'cut, and spelled otherwise'],
  ['Budi Santoso', 'BUD* SAN*****', CLOSE, 'masked'],
  ['Budi Santoso', 'B**I S*****O', CLOSE, 'masked inside'],
  ['Budi Santoso', 'BUDXXX SANXXXX', CLOSE, 'masked with X'],
  ['Suharto', 'SUHA***', CLOSE, 'masked single name'],
  ['Muhammad Rizki Pratama', 'MUHAMMAD R*********', CLOSE, 'mask over two words'],
  ['Sukarno Putra', 'SOEK*** PUT**', CLOSE, 'masked old spelling'],
  ['Mochamad Rizki', 'MOCH**** RIZ**', CLOSE, 'masked, as we spell it'],

  ['Budi Santoso', 'SITI AMINAH', DIFFERENT, 'another person'],
  ['Budi Santoso', 'BUDI HARTONO', DIFFERENT, 'other family name'],
  ['Budi Santoso', 'ANDI SANTOSO', DIFFERENT, 'other first name'],
  ['Muhammad Rizki Pratama', 'MUHAMMAD RIZKI HIDAYAT', DIFFERENT, 'two words alike, the third not'],
  ['Muhammad Saleh', 'MUHAMMAD S', DIFFERENT, 'nothing but Muhammad and an initial'],
  ['Muhammad Sugiarto', 'MUHAMMAD SUGIANTO', DIFFERENT, 'nothing but Muhammad and a typing error'],
  ['Budi Susanto', 'BUDI SUSANTI', DIFFERENT, 'man and woman'],
  ['Agus Setiawan', 'AGUS SETIAWATI', DIFFERENT, 'man and woman'],
  ['Eka Julian', 'EKA JULIANA', DIFFERENT, 'man and woman'],
  ['Dewi Yulia', 'DEWI YULIANA', DIFFERENT, 'too short for a cut answer'],
  ['Budi Sukarno', 'BUDI SUMARNO', DIFFERENT, 'one letter, two names'],
  ['Sugiarto', 'SUGIANTO', DIFFERENT, 'nothing else to go by'],
  ['Bo Sugiarto', 'BO SUGIANTO', DIFFERENT, 'two letters prove nothing either'],
  ['M. Muhammad', 'MUHAMMAD', DIFFERENT, 'nothing but Muhammad'],
  ['Budi Chendra', 'BUDI HENDRA', DIFFERENT, 'ch is not h at the beginning'],
  ['Budi Zara', 'BUDI SARA', DIFFERENT, 'z is not s at the beginning'],
  ['Budi Jo', 'BUDI YO', DIFFERENT, 'too short to sound alike'],
  ['Budi Putra', 'BUDI PUTAR', DIFFERENT, 'too short to have swapped letters'],
  ['Budi Rahma', 'BUDI RAHMAN', DIFFERENT, 'too short to miss a letter'],
  ['Bo Li', 'BO LI HARTONO', DIFFERENT, 'two short words prove too little'],
  ['Angkasa Pura I', 'ANGKASA PURA II', DIFFERENT, 'I is no initial of II'],
  ['Ahmad Fauzi', 'AHMAD FAUZAN', DIFFERENT, 'two letters'],
  ['Budi', 'BUDI SANTOSO', DIFFERENT, 'one first name proves nothing'],
  ['B S', 'BUDI SANTOSO', DIFFERENT, 'nothing but initials'],
  ['Agus B. Santoso', 'AGUS CAHYO SANTOSO', DIFFERENT, 'the initial of another name'],
  ['B. Habibie', 'BACHARUDDIN JUSUF HABIBIE', DIFFERENT, 'an initial missing'],
  ['Budi Santoso', 'BUDI SANTOSO ATAU SITI AMINAH', DIFFERENT, 'a joint account'],
  ['Budi Santoso', 'SANTOSO BUDI WIJAYA', DIFFERENT, 'other order and one name more'],
  ['Budi Santoso', 'BUD* HAR*****', DIFFERENT, 'masked, another family name'],
  ['Budi Santoso', 'B*** S******', DIFFERENT, 'masked, too little is shown'],
  ['Budi Santoso', 'BUDI *******', DIFFERENT, 'masked, no letter of the family name'],
  ['Budi Santosa Wijaya', 'BUDI SAN****A', DIFFERENT, 'masked inside, a word too few'],
  ['Budi Santoso', 'BUD* SAN****A', DIFFERENT, 'masked, another end'],
  ['Budiana Ana', 'BUDIANA AN*NA', DIFFERENT, 'masked, a longer name'],
  ['Suharto', 'SUH****', DIFFERENT, 'masked, three letters are too few'],
  ['Budi Agus Santoso', 'BU** A*** SA*****', DIFFERENT, 'masked, five letters of three words are too few'],
  ['Nur Aini', 'NURAENI AINI', DIFFERENT, 'another word with the same beginning'],
  ['Abdul Rohman', 'ABDURRAHMAN', DIFFERENT, 'o for a is not a sound alike'],
  ['Jack Ma', 'JACK', DIFFERENT, 'Ma is a name here, and one word alone proves nothing'],
  ['', '', DIFFERENT, 'nothing'],
  ['Budi Santoso', '', DIFFERENT, 'no answer'],
  ['   ', 'BUDI SANTOSO', DIFFERENT, 'blank'],
  ['-', '.', DIFFERENT, 'punctuation'],
  ['H.', 'H.', DIFFERENT, 'only a title'],
  ['Dr. Ir. H.', 'DR IR H', DIFFERENT, 'only titles'],
  ['PT', 'PT', DIFFERENT, 'only a legal form'],
  ['Budi '.repeat(60), 'BUDI '.repeat(60), DIFFERENT, 'longer than any name'],
];

const COMPANIES: readonly Row[] = [
  ['PT. Maju Jaya Tbk', 'MAJU JAYA TBK PT', EXACT, 'legal form moved'],
  ['PT Maju Jaya', 'MAJU JAYA', EXACT, 'legal form left out'],
  ['Maju Jaya', 'P T MAJU JAYA', EXACT, 'legal form fallen apart'],
  ['PT Bank Mandiri (Persero) Tbk', 'BANK MANDIRI PT', EXACT, 'Persero and Tbk are PTs'],
  ['Maju Jaya, C.V.', 'CV MAJU JAYA', EXACT, 'dotted form'],
  ['Koperasi Sejahtera Bersama', 'KOP SEJAHTERA BERSAMA', EXACT, 'short form'],
  ['Yayasan Al-Ikhlas', 'YYS AL IKHLAS', EXACT, 'short form, hyphen'],
  ['UD Sumber Rejeki', 'SUMBER REJEKI UD', EXACT, 'trader'],
  ['Firma Hukum Budi', 'FA HUKUM BUDI', EXACT, 'firm'],
  ['PT H.M. Sampoerna Tbk', 'HM SAMPOERNA TBK', EXACT, 'letters of a company name are no title'],
  ['PT Indofood Sukses Makmur Tbk', 'INDOFOOD SUKSES MAKMUR TB', EXACT, 'cut at 25 inside the legal form'],
  ['PT Maju Jaya Abadi Sentosa', 'PT MAJU JAYA ABADI SENTOS', EXACT, 'cut at 25 inside the last word'],
  ['PT Karya 99 Nusantara', 'KARYA 99 NUSANTARA PT', EXACT, 'digits'],

  ['PT Maju Jaya', 'CV MAJU JAYA', CLOSE, 'two legal persons of one name'],
  ['PT Bank Pembangunan Daerah Jawa Tengah', 'PT BANK PEMBANGUNAN DAERAH JAW', CLOSE, 'cut: may be Jawa Timur'],
  ['PT Sinar Mas Multi Artha', 'PT SINAR MAS MULTI', DIFFERENT, 'words missing at no known length'],
  ['PT Sinar Mas Multi Arta Jaya', 'PT SINAR MAS MULTI ARTA', DIFFERENT, 'words missing at no known length'],
  ['PT Perkebunan Nusantara Empat', 'PERKEBUNAN NUSANTARA', CLOSE, 'cut at 20 between two words'],
  ['PT Sumber Makmur Abadi Sentosa', 'SUMBER MAKMUR ABADI', CLOSE, 'cut at 20, the space trimmed'],
  ['PT Sumber Makmur Sentosa', 'SUMBER MAKMUR SENTUSA', CLOSE, 'one typing error'],

  ['PT Maju Jaya', 'PT MAJU JAYA ABADI', DIFFERENT, 'a word more is another company'],
  ['PT Maju Jaya', 'PT JAYA MAJU', DIFFERENT, 'another order is another company'],
  ['PT Bank Pembangunan Daerah Jawa Tengah', 'PT BANK PEMBANGUNAN DAERAH JAWA TIMUR', DIFFERENT, 'another bank'],
  ['PT Angkasa Pura I', 'PT ANGKASA PURA II', DIFFERENT, 'numbers distinguish them'],
  ['PT Perkebunan Nusantara XIII', 'PT PERKEBUNAN NUSANTARA XII', DIFFERENT, 'numbers do not sound alike'],
  ['PT Blok 12345678', 'PT BLOK 12345679', DIFFERENT, 'numbers have no typing errors'],
  ['PT Haji Umar', 'PT UMAR', DIFFERENT, 'a title is part of the name of a company'],
  ['PT Perkebunan Nusantara IV', 'PT PERKEBUNAN NUSANTARA I', DIFFERENT, 'a number is never cut, though 25 long'],
  ['PT Karya 99', 'PT KARYA 98', DIFFERENT, 'numbers distinguish them'],
  ['PT S. Jaya Abadi', 'PT SENTOSA JAYA ABADI', DIFFERENT, 'companies have no initials'],
  ['PT Sugiarto', 'PT SUGIANTO', DIFFERENT, 'nothing else to go by'],
];

const show = ([wanted, found, verdict, why]: Row) =>
  [why, wanted.slice(0, 40), found.slice(0, 40), verdict, wanted, found] as const;

describe('compareAccountNames', () => {
  it.each(PEOPLE.map(show))('people, %s: %j and %j are %s', (_why, _wanted, _found, verdict, wanted, found) => {
    expect(compareAccountNames(wanted, found)).toBe(verdict);
  });

  it.each(COMPANIES.map(show))('companies, %s: %j and %j are %s', (_why, _wanted, _found, verdict, wanted, found) => {
    expect(compareAccountNames(wanted, found)).toBe(verdict);
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
          expect(compareAccountNames(`${form} ${core}`, core)).toBe('exact');
        },
      ),
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
