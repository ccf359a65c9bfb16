import {
  isOfOpenOnly,
  type PayoutFilter,
  type PayoutStatus,
  STANDING_KINDS,
  STATUSES,
  type StandingKind,
  WAITING_REASONS,
  type WaitingWord,
} from '#libs/payouts';
import { CursorField, type FilteredPageRequest, LimitField, pageRequest, readCursor } from '../lists/page.js';
import { LabelsField, TextField, WholeNumberField, WordField, WordsField } from '../validation/fields.js';
import {
  DEFAULT_LIMIT,
  INSTANT,
  MOST_LIMIT,
  omitAbsent,
  readInstant,
  readQuery,
  wrongField,
} from '../validation/read-query.js';
import { RAIL_WORDS } from './create-payout.dto.js';

/** Parameters that may be repeated. */
const SEVERAL = ['status', 'rail'];

const TimeField = (description: string, example: string) =>
  TextField({ max: 40, pattern: INSTANT, optional: true, description, example });

/** What lists, sums and exports of payouts filter by: texts, as a URL has them. */
export class PayoutFilterQuery {
  @WordsField(STATUSES, {
    description: 'Only payouts in one of these statuses: `pending,review`, or the parameter repeated.',
  })
  readonly status?: string;

  @TextField({ max: 64, optional: true, description: 'The payout with this reference of yours.' })
  readonly reference?: string;

  @WordsField(RAIL_WORDS.slice(1), { description: 'Only payouts on one of these rails.' })
  readonly rail?: string;

  @WordField(WAITING_REASONS, {
    optional: true,
    description:
      'Only payouts that wait for this: `approval` or `second_person`, the decision of a person; `window`, the hours of their rail; `funds`, money at their provider.',
  })
  readonly waiting?: WaitingWord;

  @WordField(STANDING_KINDS, {
    optional: true,
    description: 'Only payouts that stand so, as `explanation.standing` says it.',
  })
  readonly standing?: StandingKind;

  @LabelsField({
    maxEntries: 5,
    maxKey: 40,
    maxValue: 500,
    optional: true,
    description: 'Only payouts with these notes: `metadata[costCentre]=4711`, at most five of them.',
  })
  readonly metadata?: Record<string, string>;

  @TimeField('Accepted at this time or later.', '2026-11-21T00:00:00+07:00')
  readonly createdFrom?: string;

  @TimeField('Accepted before this time.', '2026-11-22T00:00:00+07:00')
  readonly createdTo?: string;

  @TimeField(
    'Ended at this time or later. The list is then in the order in which payouts ended.',
    '2026-11-01T00:00:00+07:00',
  )
  readonly completedFrom?: string;

  @TimeField('Ended before this time.', '2026-12-01T00:00:00+07:00')
  readonly completedTo?: string;
}

/** The names of the parameters, for OpenAPI. */
export const PAYOUT_FILTERS = [
  'status',
  'reference',
  'rail',
  'waiting',
  'standing',
  'metadata',
  'createdFrom',
  'createdTo',
  'completedFrom',
  'completedTo',
] as const satisfies readonly (keyof PayoutFilterQuery)[];

/** The query of GET /v1/payouts. */
export class ListPayoutsQuery extends PayoutFilterQuery {
  @LimitField()
  readonly limit?: string;

  @CursorField()
  readonly cursor?: string;
}

/** The query of GET /v1/payouts.csv. */
export class ExportPayoutsQuery extends PayoutFilterQuery {
  @TextField({
    max: 400,
    problemOf: (text) => (text.split(',').length > MOST_COLUMNS ? `send at most ${MOST_COLUMNS} names` : null),
    optional: true,
    description:
      'Names of notes that get a column each, separated by commas, at most ten. All notes are in `metadata` too.',
    example: 'costCentre,batch',
  })
  readonly metadataColumns?: string;
}

const MOST_COLUMNS = 10;

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readPageRequest(query: unknown, clientId: string): FilteredPageRequest<PayoutFilter> {
  const { limit, cursor, ...rest } = readPayoutQuery(ListPayoutsQuery, query);
  const filter = filterOf(rest);
  const scope = { clientId, filters: { ...filter, metadata: Object.entries(filter.metadata ?? {}).sort() } };
  return { filter, ...pageRequest({ limit, cursor }, scope) };
}

/** @throws Problem `validation_failed`, also without a time from which on payouts are counted, unless they are few without it */
export function readSumsRequest(query: unknown): PayoutFilter {
  const filter = filterOf(readPayoutQuery(PayoutFilterQuery, query));
  if (filter.createdFrom !== undefined || filter.completedFrom !== undefined || isOfOpenOnly(filter)) return filter;
  throw wrongField('createdFrom', 'send createdFrom or completedFrom, or statuses in which no payout has ended');
}

/** @throws Problem `validation_failed` */
export function readExportRequest(query: unknown): {
  readonly filter: PayoutFilter;
  readonly metadata: readonly string[];
} {
  const { metadataColumns, ...rest } = readPayoutQuery(ExportPayoutsQuery, query);
  return { filter: filterOf(rest), metadata: [...new Set(metadataColumns?.split(',') ?? [])] };
}

const METADATA = /^metadata\[([^[\]]+)\]$/;

/** `metadata[name]=value` of a URL as one object. */
function readPayoutQuery<T extends PayoutFilterQuery>(dto: new () => T, query: unknown): T {
  const entries = Object.entries(query as object);
  const notes = entries.flatMap(([name, value]) => {
    const [, note] = METADATA.exec(name) ?? [];
    return note === undefined ? [] : [[note, value] as const];
  });
  const twice = notes.find(([, value]) => Array.isArray(value));
  if (twice !== undefined) throw wrongField('metadata', `send metadata[${twice[0]}] once`);
  const others = entries.filter(([name]) => !METADATA.test(name));
  const named = notes.length === 0 ? others : [...others, ['metadata', Object.fromEntries(notes)] as const];
  return readQuery(dto, Object.fromEntries(named), SEVERAL);
}

function filterOf({ status, rail, ...rest }: PayoutFilterQuery): PayoutFilter {
  const { createdFrom, createdTo, completedFrom, completedTo, ...others } = rest;
  return omitAbsent({
    ...others,
    status: status?.split(',') as PayoutStatus[] | undefined,
    rail: rail?.split(','),
    createdFrom: readInstant('createdFrom', createdFrom),
    createdTo: readInstant('createdTo', createdTo),
    completedFrom: readInstant('completedFrom', completedFrom),
    completedTo: readInstant('completedTo', completedTo),
  });
}

const DIGITS = { regex: /^\+?\d{4,34}$/, words: 'send digits only, 4 to 34 of them' };

/** What POST /v1/payouts/search looks for. In a body, because an address is written into logs on its way. */
export class SearchPayoutsDto {
  @TextField({
    max: 35,
    pattern: DIGITS,
    description: 'The account number, or the phone number of who collects cash. Leading zeros do not count.',
    example: '8760673566',
  })
  readonly accountNumber: string;

  @WholeNumberField({ min: 1, max: MOST_LIMIT, optional: true, description: 'How many at most; 50 when not given.' })
  readonly limit?: number | null;

  @TextField({ max: 400, optional: true, description: '`nextCursor` of the page before, unchanged.' })
  readonly cursor?: string | null;
}

/**
 * @param hashOf what a destination is found by
 * @throws Problem `invalid_cursor`
 */
export function searchRequest(
  { accountNumber, limit, cursor }: SearchPayoutsDto,
  clientId: string,
  hashOf: (number: string) => Buffer,
): FilteredPageRequest<PayoutFilter> {
  const destinationHash = hashOf(accountNumber);
  const filter: PayoutFilter = { destinationHash };
  const scope = { clientId, filters: { destination: destinationHash.toString('hex') } };
  const before = cursor ? readCursor(cursor, scope) : null;
  return { filter, limit: limit ?? DEFAULT_LIMIT, before, scope };
}
