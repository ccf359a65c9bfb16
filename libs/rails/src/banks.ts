/** A bank or e-wallet that a payout can go to. */
export interface Bank {
  /** Three digits for most banks, four for e-wallets; providers have others too, such as `ASP1R3`. */
  readonly code: string;
  readonly name: string;
  /** Whether the bank participates in BI-FAST. */
  readonly biFast: boolean;
}

const YES = true;
const NO = false;

/** Banks and e-wallets that are known before a provider has returned its list, as our first provider published them in March 2024: code, name, BI-FAST participant. */
// biome-ignore format: a table
const TABLE: readonly (readonly [code: string, name: string, biFast: boolean])[] = [
  ['002', 'Bank BRI', YES],
  ['008', 'Bank Mandiri', YES],
  ['009', 'Bank BNI', YES],
  ['011', 'Bank Danamon', YES],
  ['013', 'Bank Permata', YES],
  ['014', 'Bank Central Asia', YES],
  ['016', 'Bank Maybank Indonesia', YES],
  ['019', 'Bank Panin', YES],
  ['022', 'CIMB Niaga', YES],
  ['023', 'Bank UOB Indonesia', YES],
  ['028', 'Bank OCBC NISP', YES],
  ['031', 'Citi Bank', YES],
  ['036', 'Bank CCB (Ex-Bank Windu Kentjana)', YES],
  ['037', 'Bank Artha Graha', YES],
  ['042', 'MUFG Bank', YES],
  ['046', 'Bank DBS', YES],
  ['050', 'Standard Chartered Bank', YES],
  ['054', 'Bank Capital', YES],
  ['061', 'ANZ Indonesia', YES],
  ['069', 'Bank Of China Indonesia', YES],
  ['076', 'Bank Bumi Arta', YES],
  ['087', 'Bank HSBC Indonesia', YES],
  ['095', 'Bank JTrust Indonesia', YES],
  ['097', 'Bank Mayapada', YES],
  ['110', 'Bank BJB', YES],
  ['111', 'Bank DKI', YES],
  ['112', 'Bank BPD DIY', YES],
  ['113', 'Bank Jateng', YES],
  ['114', 'Bank Jatim', YES],
  ['115', 'Bank Jambi', YES],
  ['116', 'Bank Aceh', YES],
  ['117', 'Bank Sumut', YES],
  ['118', 'Bank Nagari', YES],
  ['119', 'Bank Riau Kepri', YES],
  ['120', 'Bank Sumsel Babel', YES],
  ['121', 'Bank Lampung', YES],
  ['122', 'Bank Kalsel', YES],
  ['123', 'Bank Kalbar', YES],
  ['124', 'Bank Kaltimtara', YES],
  ['125', 'Bank Kalteng', YES],
  ['126', 'Bank Sulselbar', YES],
  ['127', 'Bank Sulut Go', YES],
  ['128', 'Bank NTB Syariah', YES],
  ['129', 'Bank BPD Bali', YES],
  ['130', 'Bank NTT', YES],
  ['131', 'Bank Maluku Malut', YES],
  ['132', 'Bank Papua', YES],
  ['133', 'Bank Bengkulu', YES],
  ['134', 'Bank Sulteng', YES],
  ['135', 'Bank Sultra', YES],
  ['137', 'Bank Banten', YES],
  ['146', 'Bank Of India Indonesia', NO],
  ['147', 'Bank Muamalat Indonesia', YES],
  ['151', 'Bank Mestika', YES],
  ['152', 'Bank Shinhan Indonesia', YES],
  ['153', 'Bank Sinarmas', YES],
  ['157', 'Bank Maspion Indonesia', YES],
  ['161', 'Bank Ganesha', YES],
  ['164', 'Bank ICBC Indonesia', YES],
  ['167', 'Bank QNB Indonesia', YES],
  ['200', 'Bank BTN', YES],
  ['212', 'Bank Woori Saudara', YES],
  ['213', 'Bank BTPN', YES],
  ['405', 'Bank Victoria Syariah', NO],
  ['425', 'Bank BJB Syariah', YES],
  ['426', 'Bank Mega', YES],
  ['441', 'Bank KB Bukopin', YES],
  ['451', 'Bank Syariah Indonesia', YES],
  ['459', 'Bank KROOM', NO],
  ['472', 'Bank Jasa Jakarta', YES],
  ['484', 'Bank KEB Hana', YES],
  ['485', 'MNC Bank', YES],
  ['490', 'Bank Neo Commerce', YES],
  ['494', 'Bank BRI Agroniaga', YES],
  ['498', 'Bank SBI', YES],
  ['501', 'Bank Digital BCA', YES],
  ['503', 'Bank Nobu', YES],
  ['506', 'Bank Mega Syariah', YES],
  ['513', 'Bank Ina Perdana', YES],
  ['517', 'Bank Panin Dubai Syariah', YES],
  ['520', 'Bank Prima Master', NO],
  ['521', 'Bank Syariah Bukopin', YES],
  ['523', 'Bank Sahabat Sampoerna', YES],
  ['526', 'Bank Oke Indonesia', YES],
  ['531', 'AMAR BANK', YES],
  ['535', 'SEA Bank', YES],
  ['536', 'Bank BCA Syariah', YES],
  ['542', 'Bank Jago', YES],
  ['547', 'Bank BTPN Syariah', YES],
  ['548', 'Bank Multiarta Sentosa', YES],
  ['553', 'Bank Mayora', YES],
  ['555', 'Bank Index Selindo', YES],
  ['562', 'Superbank (FAMA)', NO],
  ['564', 'Bank Mantap', YES],
  ['566', 'Bank Victoria International', YES],
  ['567', 'Allo Bank', YES],
  ['600', 'BPR SUPRA', NO],
  ['688', 'BPR KS', NO],
  ['699', 'BPR EKA', NO],
  ['789', 'IMkas', NO],
  ['911', 'LinkAja', NO],
  ['945', 'Bank Agris', NO],
  ['947', 'Bank Aladin Syariah', YES],
  ['949', 'Bank CTBC', YES],
  ['950', 'Bank Commonwealth', YES],
  ['1010', 'OVO', NO],
  ['1011', 'Gopay', NO],
  ['1012', 'DANA', NO],
  ['1013', 'Shopeepay', NO],
  ['1014', 'LinkAja Direct', NO],
];

export const BANKS: readonly Bank[] = TABLE.map(([code, name, biFast]) => ({ code, name, biFast }));

const BY_CODE: ReadonlyMap<string, Bank> = new Map(BANKS.map((bank) => [bank.code, bank]));

/** The built-in bank of a code; `RailFacts.findBank` also knows those of the providers' lists. */
export function findBuiltInBank(code: string): Bank | undefined {
  return BY_CODE.get(code);
}

/** The characters of bank codes. */
export const BANK_CODE = /^[A-Za-z0-9_-]{1,32}$/;

/** E-wallets have codes of four digits. */
export function isWallet(bankCode: string): boolean {
  return /^\d{4}$/.test(bankCode);
}
