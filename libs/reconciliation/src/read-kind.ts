/** Decides what a row is when one column has its type and others have its status. */
import { type LineKind, normalForm, readLineKind } from './read-cells.js';
import type { Unreadable } from './read-movement.js';

/** What a status says of the transfer in its row. */
type Status = 'done' | 'returned' | 'refused' | 'processing';

const STATUS_WORDS: Readonly<Record<Status, readonly string[]>> = {
  done: [
    ...['success', 'succeeded', 'successful', 'sukses', 'berhasil', 'paid', 'complete', 'completed', 'selesai'],
    ...['done', 'settled', 'approved'],
  ],
  returned: ['returned', 'refunded', 'reversed', 'dikembalikan', 'retur'],
  refused: [
    ...['refused', 'failed', 'failure', 'fail', 'rejected', 'declined', 'gagal', 'ditolak'],
    ...['cancelled', 'canceled', 'dibatalkan', 'batal', 'expired', 'void', 'error'],
  ],
  processing: [
    'processing',
    'pending',
    'process',
    'in process',
    'proses',
    'diproses',
    'menunggu',
    'waiting',
    'on hold',
  ],
};

const STATUS_OF = new Map(
  Object.entries(STATUS_WORDS).flatMap(([status, words]) => words.map((word) => [normalForm(word), status as Status])),
);

/** What a type becomes by a status; a combination that is missing contradicts itself. */
const COMBINED: Readonly<Record<Status, Partial<Record<LineKind, LineKind>>>> = {
  done: { paid: 'paid', returned: 'returned', fee: 'fee', other: 'other' },
  returned: { paid: 'returned', returned: 'returned' },
  refused: { paid: 'refused', refused: 'refused', other: 'other' },
  processing: { paid: 'processing', returned: 'processing', processing: 'processing', other: 'other' },
};

/** The columns that decide the kind of a row; at least one. */
export interface KindPlaces {
  /** null: the file has only a status. */
  readonly type: number | null;
  readonly statuses: readonly number[];
}

/** @returns the kind of a row, or why its columns do not decide it */
export function readKind(cells: readonly string[], { type: place, statuses }: KindPlaces): LineKind | Unreadable {
  // A status alone is read by the words for types, of which one is a status too.
  const [first, ...rest] = place === null ? statuses : [place, ...statuses];
  const type = readLineKind(cells[first ?? -1] ?? '');
  if (type === null) return { column: place === null ? 'status' : 'type', message: TYPE_REMEDY };
  return rest
    .filter((at) => at !== place)
    .reduce<LineKind | Unreadable>((kind, at) => {
      return typeof kind === 'string' ? withStatus(kind, cells[at] ?? '') : kind;
    }, type);
}

function withStatus(kind: LineKind, cell: string): LineKind | Unreadable {
  const isAboutNoTransfer = kind === 'fee' || kind === 'other';
  if (isAboutNoTransfer && /^[-\u2013\u2014]?$/.test(cell)) return kind;
  const status = STATUS_OF.get(normalForm(cell));
  if (status === undefined) return { column: 'status', message: STATUS_REMEDY };
  return COMBINED[status][kind] ?? { column: 'status', message: CONTRADICTION_REMEDY };
}

const TYPE_REMEDY = 'is not a known type: use transfer, return, failed, pending, fee or other, or a synonym';
const STATUS_REMEDY = 'is not a known status: use success, failed, pending or returned, or a synonym';
const CONTRADICTION_REMEDY =
  'contradicts the type of the row: correct the row, or name the right columns with `columns`';
