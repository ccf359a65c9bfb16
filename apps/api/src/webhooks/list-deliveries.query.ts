import { DELIVERY_STATUSES, type DeliveryFilter, type DeliveryStatus, EVENT_TYPES, TEST_EVENT } from '#libs/webhooks';
import { type FilteredPageRequest, PageQuery, pageRequest } from '../lists/page.js';
import { TextField, WordField } from '../validation/fields.js';
import { INSTANT, omitAbsent, readInstant, readQuery, UUID } from '../validation/read-query.js';

/** The query of GET /v1/webhook-deliveries. */
export class ListDeliveriesQuery extends PageQuery {
  @WordField(DELIVERY_STATUSES, { optional: true, description: 'Only deliveries in this status.' })
  readonly status?: DeliveryStatus;

  @WordField([...EVENT_TYPES, TEST_EVENT], { optional: true, description: 'Only deliveries of this event type.' })
  readonly type?: string;

  @TextField({ max: 36, pattern: UUID, optional: true, description: 'Only deliveries to this endpoint.' })
  readonly endpointId?: string;

  @TextField({ max: 36, pattern: UUID, optional: true, description: 'Only deliveries about this payout.' })
  readonly payoutId?: string;

  @TextField({ max: 40, pattern: INSTANT, optional: true, description: 'Made at this time or later.' })
  readonly createdFrom?: string;

  @TextField({ max: 40, pattern: INSTANT, optional: true, description: 'Made before this time.' })
  readonly createdTo?: string;
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readDeliveriesRequest(query: unknown, clientId: string): FilteredPageRequest<DeliveryFilter> {
  const { limit, cursor, createdFrom, createdTo, ...rest } = readQuery(ListDeliveriesQuery, query);
  const filter = omitAbsent({
    ...rest,
    createdFrom: readInstant('createdFrom', createdFrom),
    createdTo: readInstant('createdTo', createdTo),
  });
  const scope = { clientId, filters: filter };
  return { filter, ...pageRequest({ limit, cursor }, scope) };
}
