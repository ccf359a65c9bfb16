/**
 * Holidays that follow the moon and that the package `date-holidays` lists only up to 2027: Waisak and Nyepi. They are computed, and a
 * decree may move them by a day.
 */

const DAY_MS = 86_400_000;
/** Julian day of 1970-01-01T00:00Z. */
const EPOCH_JD = 2_440_587.5;
/** Jakarta is UTC+7. The difference of terrestrial time and UTC, a minute or two in this century, is below the accuracy needed. */
const JAKARTA_DAYS = 7 / 24;
/** Mean synodic month. */
const MONTH_DAYS = 29.530588861;

const sin = (degrees: number) => Math.sin((degrees * Math.PI) / 180);

/**
 * Julian day of a full moon, to some minutes: the largest terms of J. Meeus, "Astronomical Algorithms", 2nd edition, chapter 49.
 *
 * @param lunation a whole number plus a half; 0 is the new moon of 2000-01-06
 */
function fullMoon(lunation: number): number {
  const t = lunation / 1236.85;
  const sun = 2.5534 + 29.1053567 * lunation - 0.0000014 * t * t;
  const moon = 201.5643 + 385.81693528 * lunation + 0.0107582 * t * t;
  const latitude = 160.7108 + 390.67050284 * lunation - 0.0016118 * t * t;
  const e = 1 - 0.002516 * t;
  return (
    2_451_550.09766 +
    MONTH_DAYS * lunation +
    0.00015437 * t * t -
    0.40614 * sin(moon) +
    0.17302 * e * sin(sun) +
    0.01614 * sin(2 * moon) +
    0.01043 * sin(2 * latitude) +
    0.00734 * e * sin(moon - sun) -
    0.00515 * e * sin(moon + sun) +
    0.00209 * e * e * sin(2 * sun) -
    0.00111 * sin(moon - 2 * latitude)
  );
}

/** The Sun's longitude in degrees from the equinox of March, to a hundredth. Meeus, chapter 25. */
function sunLongitude(jd: number): number {
  const days = jd - 2_451_545;
  const anomaly = 357.529 + 0.98560028 * days;
  const longitude = 280.459 + 0.98564736 * days + 1.915 * sin(anomaly) + 0.02 * sin(2 * anomaly);
  return ((longitude % 360) + 360) % 360;
}

/**
 * Waisak is the full moon of the month Vesakha. In the decrees from 2001 on it is the first one with the Sun beyond this longitude:
 * 2012 had 46.0 on 6 May, whereas 45.0 on 6 May 2023 was too early and 4 June was taken.
 */
const WAISAK_SUN = 45.5;

/** @returns the day in Jakarta, `2028-05-09` */
export function waisakOf(year: number): string {
  let lunation = Math.round((year - 2000 + 0.25) * 12.3685) + 0.5;
  while (sunLongitude(fullMoon(lunation)) < WAISAK_SUN) lunation += 1;
  return dateOf(fullMoon(lunation) + JAKARTA_DAYS);
}

/** A month of the Balinese calendar: 64 lunar days (tithi) are 63 days, and a month has 30 of them. */
const BALINESE_MONTH_DAYS = (30 * 63) / 64;

/** Days from 1970-01-01 to Nyepi in 2026, with the fraction of a day at which months of this length give every Nyepi from 2009 to 2027. */
const NYEPI_2026 = Date.UTC(2026, 2, 19) / DAY_MS + 0.345;

/** Nyepi follows the new moon that ends the ninth month: in 2009 to 2027 the first such day from 3 March on. */
export function nyepiOf(year: number): string {
  const earliest = Date.UTC(year, 2, 3) / DAY_MS;
  let months = Math.floor((earliest - NYEPI_2026) / BALINESE_MONTH_DAYS);
  while (Math.floor(NYEPI_2026 + months * BALINESE_MONTH_DAYS) < earliest) months += 1;
  return new Date(Math.floor(NYEPI_2026 + months * BALINESE_MONTH_DAYS) * DAY_MS).toISOString().slice(0, 10);
}

function dateOf(jd: number): string {
  return new Date((jd - EPOCH_JD) * DAY_MS).toISOString().slice(0, 10);
}
