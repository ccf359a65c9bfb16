import { DELIVERY_STATUSES, type DeliveryFilter, type DeliveryStatus, EVENT_TYPES, TEST_EVENT } from '#libs/webhooks';
import { type CursorScope, readCursor } from '../payouts/cursor.js';
import { TextField, WordField } from '../validation/fields.js';
import {
  DEFAULT_LIMIT,
  INSTANT,
  LIMIT,
  LIMIT_BOUNDS,
  omitAbsent,
  readInstant,
  UUID,
} from '../validation/query-words.js';
import { readQuery } from '../validation/read-query.js';

/** The query of GET /v1/webhook-deliveries. */
export class ListDeliveriesQuery {
  @WordField(DELIVERY_STATUSES, { optional: true, description: 'Only deliveries in this status.' })
  readonly status?: DeliveryStatus;

  @WordField([...EVENT_TYPES, TEST_EVENT], { optional: true, description: 'Only deliveries that tell this.' })
  readonly type?: string;

  @TextField({ max: 36, pattern: UUID, optional: true, description: 'Only deliveries to this endpoint.' })
  readonly endpointId?: string;

  @TextField({ max: 36, pattern: UUID, optional: true, description: 'Only deliveries about this payout.' })
  readonly payoutId?: string;

  @TextField({ max: 40, pattern: INSTANT, optional: true, description: 'Made at this time or later.' })
  readonly createdFrom?: string;

  @TextField({ max: 40, pattern: INSTANT, optional: true, description: 'Made before this time.' })
  readonly createdTo?: string;

  @TextField({
    max: 3,
    pattern: LIMIT,
    integer: LIMIT_BOUNDS,
    optional: true,
    description: 'How many at most, 1 to 200; 50 when not given.',
    example: 50,
  })
  readonly limit?: string;

  @TextField({ max: 400, optional: true, description: '`nextCursor` of the page before, unchanged.' })
  readonly cursor?: string;
}

export interface DeliveriesRequest {
  readonly filter: DeliveryFilter;
  readonly limit: number;
  /** The last delivery of the page before. */
  readonly before: string | null;
  readonly scope: CursorScope;
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readDeliveriesRequest(query: unknown, clientId: string): DeliveriesRequest {
  const { limit, cursor, createdFrom, createdTo, ...rest } = readQuery(ListDeliveriesQuery, query);
  const filter = omitAbsent({
    ...rest,
    createdFrom: readInstant('createdFrom', createdFrom),
    createdTo: readInstant('createdTo', createdTo),
  });
  const scope = { clientId, filters: filter };
  const before = cursor === undefined ? null : readCursor(cursor, scope);
  return { filter, limit: limit === undefined ? DEFAULT_LIMIT : Number(limit), before, scope };
}
