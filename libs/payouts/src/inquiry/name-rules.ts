/** What stands in front of or behind a name and is no part of it: legal forms, titles and degrees, as tables. */

/**
 * Legal forms in front of or behind a name. Two names whose forms are in different rows name two legal persons. The dots say
 * where a form may fall apart.
 */
export const LEGAL_FORMS: Readonly<Record<string, readonly string[]>> = {
  limited: ['P.T.', 'Perseroan Terbatas', 'Tbk', 'Persero', 'Perseroda'],
  partnership: ['C.V.', 'Persekutuan Komanditer', 'Firma', 'Fa'],
  trader: ['U.D.', 'Usaha Dagang', 'P.D.', 'Perusahaan Dagang'],
  cooperative: ['Koperasi', 'Kop'],
  foundation: ['Yayasan', 'Yys'],
  association: ['Perkumpulan', 'Perhimpunan'],
  state: ['Perum', 'Perumda', 'Perusahaan Umum', 'Perusahaan Umum Daerah', 'Perusahaan Daerah'],
};

/** Forms that are names too: Lim Fa is not the firm Lim. */
export const FORMS_LIKE_NAMES: readonly string[] = ['FA', 'FIRMA'];
/** Forms that may be the beginning of a last name that was cut: Ud(in), Pd(t), Kop(ong). */
export const FORMS_LIKE_CUT_NAMES: readonly string[] = ['UD', 'PD', 'KOP'];

/** Of the person that a title is for. */
export type Gender = 'man' | 'woman';

interface TitleRule {
  readonly gender: Gender | null;
  /** Titles of one line mean the same. */
  readonly titles: readonly string[];
}

/** In front of a person's name. */
export const TITLES: readonly TitleRule[] = [
  { gender: 'man', titles: ['Tn', 'Tuan', 'Mr'] },
  { gender: 'man', titles: ['Bpk', 'Bp', 'Bapak', 'Pak'] },
  { gender: 'man', titles: ['Sdr', 'Saudara'] },
  { gender: 'man', titles: ['H', 'Haji'] },
  { gender: 'man', titles: ['K.H.', 'Kyai Haji', 'Kiai Haji'] },
  { gender: 'man', titles: ['Kyai', 'Kiai'] },
  { gender: 'man', titles: ['Ust', 'Ustad', 'Ustadz', 'Ustaz'] },
  { gender: 'man', titles: ['Drs'] },
  { gender: 'woman', titles: ['Ny', 'Nyonya', 'Mrs'] },
  { gender: 'woman', titles: ['Nn', 'Nona'] },
  { gender: 'woman', titles: ['Ms'] },
  { gender: 'woman', titles: ['Ibu', 'Bu'] },
  { gender: 'woman', titles: ['Sdri', 'Saudari'] },
  { gender: 'woman', titles: ['Hj', 'Hajjah', 'Hajah'] },
  { gender: 'woman', titles: ['Nyai'] },
  { gender: 'woman', titles: ['Ustadzah', 'Ustazah', 'Ustzh'] },
  { gender: 'woman', titles: ['Dra'] },
  ...['Pdt', 'Prof', 'Dr', 'Drg', 'Drh', 'Ir', 'Apt', 'Ns'].map((title) => ({ gender: null, titles: [title] })),
];

/** Titles that banks also print behind a name: SUGENG RAHARJO TN. */
export const TITLES_BEHIND: readonly string[] = `
  TN TUAN BPK BAPAK SDR SDRI NY NYONYA NN NONA MRS HJ HAJI HAJJAH DRS DRA IR PROF DRG DRH APT`
  .trim()
  .split(/\s+/);

/** Titles that may be a name or initials when only one name follows: Bu Lan, MS Santoso. */
export const TITLES_LIKE_NAMES: readonly string[] = ['MR', 'MS', 'NS', 'BU', 'PAK', 'BP'];

/** Behind a person's name. The dots say where it may fall apart: S.Kom is read in `S Kom` and in `SKOM`. */
export const DEGREES: readonly string[] = `
  S.E. S.H. S.T. S.S. S.P. S.M. S.I.P. S.K.M. S.T.P. S.A.B. S.A.P. S.I.A. S.H.I. S.E.I. S.Kom S.I.Kom S.Pd S.Pd.I S.Pd.K S.Pd.SD
  S.Sos S.Ag S.Ak S.Si S.Psi S.Ked S.Kep S.Kes S.Farm S.Pt S.Hut S.Hum S.Sn S.Stat S.Th S.Fil S.Gz S.Ars S.Kel S.Tr S.Tr.Kes S.Tr.Keb S.Tr.Kep S.Tr.T S.STP S.Pi
  M.M. M.H. M.T. M.A. M.E. M.P. M.B.A. M.T.I. M.A.B. M.A.P. M.I.P. M.K.M. M.P.H. M.P.A. M.E.I. M.H.I. M.Si M.Kom M.I.Kom M.Pd M.Pd.I M.Sos
  M.Ag M.Ak M.Psi M.Hum M.Kes M.Kep M.Kn M.Sc M.Eng M.Farm M.Th M.Sn M.Ars M.Ling M.Phil M.MT M.Biomed
  A.Md A.Md.Keb A.Md.Kep A.Md.Kes A.Md.Kom A.Md.Pd A.Ma A.Ma.Pd B.A. B.B.A. B.Sc B.Eng LL.B LL.M Ph.D Lc Ners Psikolog Gr Ak C.A. C.P.A. C.F.A. C.F.P.
  Sp.A Sp.B Sp.OG Sp.PD Sp.JP Sp.An Sp.M Sp.P Sp.KK Sp.KJ Sp.THT`
  .trim()
  .split(/\s+/);

/** Degrees of single letters that are read as nothing else when written in one word. */
export const SURE_IN_ONE_WORD: readonly string[] = ['MBA', 'BBA', 'MPH', 'CPA', 'PHD', 'LLB', 'LLM'];

/** Degrees that are people's names too when written in one word: Jack Ma is not Jack, M.A. Only a comma makes them degrees. */
export const NAMES_IN_ONE_WORD: readonly string[] = `
  MA BA CA LC MAK MEI SEI SIA SHI AMA MENG BENG SARS MARS SPI SPAN MAP SAP SAB ME MHI`
  .trim()
  .split(/\s+/);

/** Last pieces of degrees that are people's names too: Lim M Eng. Pieces of two letters with a vowel count as such anyway. */
export const NAMES_IN_PIECES: readonly string[] = ['ENG', 'ARS', 'LING', 'FIL'];

/** Between the holders of one account, or between the holder and the person it is held for. */
export const JOINT_WORDS: readonly string[] = ['ATAU', 'OR', 'QQ', 'CQ', 'ITF', 'DKK'];
/** The same between two people, but part of the name of a company. */
export const JOINT_WORDS_OF_PEOPLE: readonly string[] = ['DAN', 'AND', 'SERTA'];

/** Lengths at which banks and switches cut a name, spaces included. */
export const CUT_LENGTHS: readonly number[] = [20, 25, 30];
