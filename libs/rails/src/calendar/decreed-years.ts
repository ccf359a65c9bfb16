/**
 * Public holidays and joint leave as decreed by the ministers of religion, of manpower and of administrative reform (SKB 3 Menteri).
 * They replace what is computed for these years. Only what could be confirmed is here: days of other years are computed, and
 * operators declare the rest.
 */

export interface DecreedYear {
  /** The numbers of the decree and of its amendments. */
  readonly decree: string;
  /** Month and day, and the name. */
  readonly days: Readonly<Record<string, string>>;
}

// biome-ignore format: tables
export const DECREED_YEARS: Readonly<Record<number, DecreedYear>> = {
  // signed on 14 October 2024; the amendment of 7 August 2025 added 18 August
  2025: {
    decree: 'SKB 3 Menteri 1017/2024, 2/2024, 2/2024; 933/2025, 1/2025, 3/2025',
    days: {
      '01-01': 'Tahun Baru Masehi',
      '01-27': 'Isra Mikraj Nabi Muhammad',
      '01-28': 'Cuti bersama Tahun Baru Imlek',
      '01-29': 'Tahun Baru Imlek',
      '03-28': 'Cuti bersama Hari Suci Nyepi',
      '03-29': 'Hari Suci Nyepi',
      '03-31': 'Idul Fitri',
      '04-01': 'Idul Fitri',
      '04-02': 'Cuti bersama Idul Fitri',
      '04-03': 'Cuti bersama Idul Fitri',
      '04-04': 'Cuti bersama Idul Fitri',
      '04-07': 'Cuti bersama Idul Fitri',
      '04-18': 'Wafat Yesus Kristus',
      '04-20': 'Kebangkitan Yesus Kristus',
      '05-01': 'Hari Buruh Internasional',
      '05-12': 'Hari Raya Waisak',
      '05-13': 'Cuti bersama Hari Raya Waisak',
      '05-29': 'Kenaikan Yesus Kristus',
      '05-30': 'Cuti bersama Kenaikan Yesus Kristus',
      '06-01': 'Hari Lahir Pancasila',
      '06-06': 'Idul Adha',
      '06-09': 'Cuti bersama Idul Adha',
      '06-27': 'Tahun Baru Islam',
      '08-17': 'Proklamasi Kemerdekaan',
      '08-18': 'Cuti bersama Proklamasi Kemerdekaan',
      '09-05': 'Maulid Nabi Muhammad',
      '12-25': 'Kelahiran Yesus Kristus',
      '12-26': 'Cuti bersama Natal',
    },
  },
  // signed on 19 September 2025
  2026: {
    decree: 'SKB 3 Menteri 1497/2025, 2/2025, 5/2025',
    days: {
      '01-01': 'Tahun Baru Masehi',
      '01-16': 'Isra Mikraj Nabi Muhammad',
      '02-16': 'Cuti bersama Tahun Baru Imlek',
      '02-17': 'Tahun Baru Imlek',
      '03-18': 'Cuti bersama Hari Suci Nyepi',
      '03-19': 'Hari Suci Nyepi',
      '03-20': 'Cuti bersama Idul Fitri',
      '03-21': 'Idul Fitri',
      '03-22': 'Idul Fitri',
      '03-23': 'Cuti bersama Idul Fitri',
      '03-24': 'Cuti bersama Idul Fitri',
      '04-03': 'Wafat Yesus Kristus',
      '04-05': 'Kebangkitan Yesus Kristus',
      '05-01': 'Hari Buruh Internasional',
      '05-14': 'Kenaikan Yesus Kristus',
      '05-15': 'Cuti bersama Kenaikan Yesus Kristus',
      '05-27': 'Idul Adha',
      '05-28': 'Cuti bersama Idul Adha',
      '05-31': 'Hari Raya Waisak',
      '06-01': 'Hari Lahir Pancasila',
      '06-16': 'Tahun Baru Islam',
      '08-17': 'Proklamasi Kemerdekaan',
      '08-25': 'Maulid Nabi Muhammad',
      '12-24': 'Cuti bersama Natal',
      '12-25': 'Kelahiran Yesus Kristus',
    },
  },
};
