import { printable } from '#libs/platform';
import { LINE_KINDS, type LineKind, type StatementPreview } from '#libs/reconciliation';
import { type Column, toTable } from '../output/output.js';
import { isoOrNull, rupiahText, timeText } from '../output/words.js';

const KINDS = Object.keys(LINE_KINDS) as LineKind[];

/** A preview for programs, in the words of the REST API. */
export function previewBody(preview: StatementPreview) {
  const { booked, counts, sums } = preview;
  return {
    preview: true,
    provider: preview.provider,
    from: preview.coversFrom.toISOString(),
    to: preview.coversTo.toISOString(),
    sha256: preview.sha256,
    importedAs: preview.importedAs,
    understood: { ...preview.understood, times: preview.times },
    firstBookedAt: isoOrNull(booked?.first ?? null),
    lastBookedAt: isoOrNull(booked?.last ?? null),
    firstLines: preview.firstLines.map(({ number, bookedAt, kind, amount, fee, keys }) => ({
      line: number,
      bookedAt: bookedAt.toISOString(),
      kind,
      amount: Number(amount),
      fee: fee === null ? null : Number(fee),
      names: keys,
    })),
    lines: preview.lineCount,
    repeatedLines: preview.repeatedCount,
    foreignLines: preview.foreignCount,
    unknownLines: preview.unknownCount,
    linesByKind: counts,
    rupiahByKind: Object.fromEntries(KINDS.map((kind) => [kind, Number(sums[kind])])),
  };
}

const DELIMITER_NAMES: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
};

const FIRST_LINES: readonly Column<StatementPreview['firstLines'][number]>[] = [
  { title: 'LINE', align: 'right', of: ({ number }) => String(number) },
  { title: 'BOOKED (WIB)', of: ({ bookedAt }) => timeText(bookedAt) },
  { title: 'KIND', of: ({ kind }) => kind },
  { title: 'AMOUNT', align: 'right', of: ({ amount }) => rupiahText(amount) },
  { title: 'FEE', align: 'right', of: ({ fee }) => (fee === null ? null : rupiahText(fee)) },
  { title: 'TRANSFER', of: ({ keys }) => keys.join(' ') },
];

/** A preview for people. */
export function previewText(preview: StatementPreview): string {
  const { understood, times, booked, counts, sums, lineCount, firstLines } = preview;
  const { encoding, delimiter, headerLine, columns, dates } = understood;
  const named = Object.entries(columns).map(([name, header]) => (name === header ? name : `${name} (${header})`));
  const kinds = KINDS.flatMap((kind) =>
    counts[kind] === 0 ? [] : [`${counts[kind]} ${kind} ${rupiahText(BigInt(sums[kind]))}`],
  );
  const facts: readonly (readonly [string, string])[] = [
    [
      'encoding',
      `${encoding}, ${DELIMITER_NAMES[delimiter] ?? delimiter} between cells, the names of columns in line ${headerLine}`,
    ],
    ['columns', named.join(', ')],
    ['dates', `${dates === null ? 'the year in front' : `${dates}`}${times === null ? '' : `, to the ${times}`}`],
    ['covers', `${timeText(preview.coversFrom)} to ${timeText(preview.coversTo)} WIB`],
    ['booked', booked === null ? 'no row' : `${timeText(booked.first)} to ${timeText(booked.last)} WIB`],
    ['rows', `${lineCount}${kinds.length === 0 ? '' : `: ${kinds.join(', ')}`}`],
    [
      'of these',
      `${preview.repeatedCount} in other statements too, ${preview.foreignCount} about payouts of other clients, ${preview.unknownCount} of transfers that Salur never recorded`,
    ],
  ];
  const known = preview.importedAs === null ? [] : [`This file is imported already, as ${preview.importedAs}.`];
  return [
    'Preview: nothing was stored.',
    ...known,
    ...facts.map(([name, words]) => `${name.padEnd(10)}${printable(words)}`),
    ...(firstLines.length === 0
      ? []
      : ['', 'The first rows, as they are understood:', toTable(FIRST_LINES, firstLines)]),
  ].join('\n');
}
