/** How names are spelled, shortened and heard, as tables. Every name here is in upper case and in the spelling since 1972. */

/** One rule of spelling: what it finds, and what stands in its place. */
export type Rewrite = readonly [pattern: RegExp, by: string | ((match: string) => string)];

/** Spelling before 1972. The sounds did not change, so neither does the name. */
export const OLD_SPELLING: readonly Rewrite[] = [
  [/OE/g, 'U'],
  [/DJ/g, 'J'],
  [/TJ/g, 'C'],
];

/** One name, many spellings. Read after the old spelling is gone. */
export const SAME_NAME: readonly Rewrite[] = [
  [/^M[OU][CK]?HAMM?[AE][DT]$/, 'MUHAMMAD'],
  [/^(?:MOH|MUH|MOCH|MUCH|MOHD|MUHD|MHD)$/, 'MUHAMMAD'],
  [/^(?:ABD|ABDL|ABDU[RSNZTD])$/, 'ABDUL'],
  [/^ABDU([RSNZTD])\1?(?=[AEIOU])/, 'ABDUL$1'], // Abdurrahman, Abdussalam
];

/** What sounds alike in words of at least three letters: Achmad, Ahmad; Rizky, Riski; Widjaja, Wijaya. Top to bottom. */
export const SOUNDS_ALIKE: readonly Rewrite[] = [
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
export const SHORTEST_SOUND_ALIKE = 3;

/**
 * Short forms, and the names that each may stand for. Two letters leave too much open for `exact`: Md is Made in Bali and
 * Muhammad elsewhere, St is Siti in Makassar and Sutan in Padang. Pt is Putu only where it cannot be the legal form.
 */
export const SHORT_FORMS: ReadonlyMap<string, readonly string[]> = new Map(
  `WY WAYAN, WYN WAYAN, WYAN WAYAN, MD MADE MUHAMMAD, MDE MADE, NYM NYOMAN, NYN NYOMAN, NM NYOMAN, NY NYOMAN, KT KETUT, KTT KETUT,
   KTUT KETUT, PT PUTU, PTU PUTU, KDK KADEK, KD KADEK, KDE KADE, KM KOMANG, KMG KOMANG, KMNG KOMANG, GD GEDE, GDE GEDE, GST GUSTI,
   GT GUSTI, NGR NGURAH, LH LUH, DW DEWA, COK COKORDA, CKD COKORDA, AG AGUNG AGUS, AGG AGUNG, BGS BAGUS, IGN IGNATIUS,
   ST SITI SUTAN, STI SITI, SITTI SITI, AHM AHMAD, ACH AHMAD ACHMAD, NR NUR, BR BORU, BT BINTI, BTE BINTI, BTI BINTI, BN BIN,
   YOH YOHANES, ANT ANTONIUS, CHR CHRISTIAN CHRISTINA KRISTIAN, FRANS FRANSISKUS, RD RADEN, TGK TENGKU TEUNGKU, TK TEUKU TENGKU,
   DT DATUK, SY SYARIF SYARIFAH, IBR IBRAHIM, ISM ISMAIL, SLM SALIM, SBG SEMBIRING, HRP HARAHAP, NST NASUTION, SRG SIREGAR,
   LBS LUBIS, HSB HASIBUAN, GTG GINTING, SMJ SIMANJUNTAK, HTG HUTAGALUNG, PJT PANJAITAN`
    .split(',')
    .map((line) => {
      const [short = '', ...names] = line.trim().split(' ');
      return [short, names] as const;
    }),
);

/** Short forms of several words. */
export const SHORT_FORMS_OF_WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['IB', ['IDA', 'BAGUS']],
  ['IDB', ['IDA', 'BAGUS']],
  ['IA', ['IDA', 'AYU']],
  ['DAYU', ['IDA', 'AYU']],
  ['AA', ['ANAK', 'AGUNG']],
  ['IG', ['I', 'GUSTI']],
  ['IGN', ['I', 'GUSTI', 'NGURAH']],
  ['IGA', ['I', 'GUSTI', 'AYU']],
  ['IGB', ['I', 'GUSTI', 'BAGUS']],
  ['IGP', ['I', 'GUSTI', 'PUTU']],
  ['IGK', ['I', 'GUSTI', 'KETUT']],
]);

/** Names that so many people share that they prove nothing: the order of birth in Bali, Muhammad, Siti. */
export const PROVES_NOTHING: ReadonlySet<string> = new Set(
  'MUHAMMAD ABDUL SITI BIN BINTI BORU WAYAN MADE NYOMAN KETUT PUTU KADEK KOMANG GEDE LUH GUSTI NENGAH'.split(' '),
);

/** Given names of men: a woman's title in front of one may name his wife. */
export const MEN: ReadonlySet<string> = new Set(
  `ABDUL ADI AGUS AHMAD ALBERT ALI ANDI ANDREAS ANTON ARIEF ARIF ASEP BAMBANG BAYU BENNY BUDI CAHYONO DADANG DANI DEDI DENNY DIMAS EDI EDDY
   EKO FAISAL FAJAR FERRY GUNAWAN HADI HARTONO HASAN HENDRA HENDRO HERI HERMAN HUSEIN IMAM INDRA IRFAN IRWAN IWAN JAJANG JOKO JOHAN
   JOHANES KRISNA LUKMAN MULYONO MUHAMMAD MUSTOFA NUGROHO PAULUS PETRUS RAHMAT REZA RICKY RIDWAN RIZKI RUDI RUDY SLAMET STEFANUS
   SUGENG SUGIANTO SUGIARTO SUHARTO SUKARNO SUMARNO SUPRIYADI SUPARMAN SURYANTO SUSANTO SUTRISNO TEGUH TONO TRIYONO UMAR USMAN WAHYU WAWAN
   WIDODO WILLIAM YOHANES YUDI YUSUF ZAINAL`
    .trim()
    .split(/\s+/),
);

/** Given names of women, which with those of men show that a name is a person's. */
export const WOMEN: ReadonlySet<string> = new Set(
  `AISYAH AMINAH ANI ANITA ASTUTI AYU DEWI DIAN DINA ENDANG ERNA EVI FATIMAH FITRI HENI IDA KARTINI LILIS LINA LINDA
   MAYA MEGAWATI MIRA NENENG NINA NINGSIH NOVI NUR NURHAYATI NURUL RATNA RETNO RINA RINI RITA ROSA
   SITI SRI SUMIATI SUSANTI SUSI TITI TUTI WATI WULAN YANTI YULI YULIANA YUNITA`
    .trim()
    .split(/\s+/),
);

/** Words of trade: with one of them, Budi Karya is a business and no person. */
export const TRADE_WORDS: ReadonlySet<string> = new Set(
  `ABADI ADIL AGUNG AGRO ANEKA ANUGERAH ARTHA BAHAGIA BAKTI BANGUN BANGUNAN BANK BARU BERKAH BERSAMA BERSAUDARA BERSINAR CAHAYA CATERING
   CIPTA DAYA ENERGI GEMILANG GLOBAL GRAHA GROUP HUKUM INDAH INDO INDONESIA INDUSTRI INTERNASIONAL INTI JASA JAYA KARUNIA KARYA KELUARGA
   KENCANA KONSTRUKSI LANCAR LOGISTIK LOGAM MAJU MAKMUR MANDIRI MEBEL MEDIA MEKAR MITRA MOBIL MOTOR MULIA MULTI NIAGA NUSANTARA PANGAN
   PERDANA PERKASA PERSADA PLASTIK PRATAMA PRIMA PUSTAKA RAYA REJEKI REZEKI SAKTI SARANA SEJAHTERA SEJATI SENTOSA SINAR SOLUSI SUKSES
   SUMBER TANI TEKNIK TEKNOLOGI TEKSTIL TIRTA TRANS TUNGGAL USAHA UTAMA`
    .trim()
    .split(/\s+/),
);

/** Words that make of a person's name the name of a place, a body or a purse: Toko Budi Santoso is not Budi Santoso. */
export const WORDS_OF_BODIES: ReadonlySet<string> = new Set(
  `TOKO WARUNG KIOS BENGKEL APOTEK KLINIK PRAKTEK SALON BUTIK DEPOT RESTORAN CATERING KANTOR NOTARIS MASJID MUSHOLLA GEREJA VIHARA PURA
   PONDOK PESANTREN SEKOLAH SD SMP SMA SMK UNIVERSITAS PANITIA PENGURUS ARISAN KAS PAGUYUBAN KELOMPOK BUMDES DESA KELURAHAN DINAS BANK
   ESCROW REKENING ALM ALMH ALMARHUM ALMARHUMAH AHLI WARIS KSP KSU KUD BMT BPR BUMN PRIMKOP GAPOKTAN PKK RT RW TPQ
   PAUD LEMBAGA LTD PTE INC CORP SDN BHD`
    .trim()
    .split(/\s+/),
);
