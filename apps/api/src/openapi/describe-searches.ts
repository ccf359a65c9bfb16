/** What OpenAPI says of lists, sums and exports of payouts. */
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  ExportPayoutsQuery,
  ListPayoutsQuery,
  PAYOUT_FILTERS,
  PayoutFilterQuery,
  SearchPayoutsDto,
} from '../payouts/find-payouts.dto.js';
import { PayoutPageDto, PayoutSumsDto } from '../payouts/payout.dto.js';
import { BODY_PROBLEMS, pickHeaders, queryParameters, WithApiKey } from './answers.js';

const Payouts = () => ApiTags('payouts');

export const DescribeList = () =>
  applyDecorators(
    Payouts(),
    ApiOperation({
      operationId: 'listPayouts',
      summary: 'List payouts',
      description:
        'Newest first, page by page. Payouts created meanwhile do not shift the pages. A filter that fits few of very many payouts may fill a page only in part, or not at all: go on until `nextCursor` is null. `cashPickup` is always null here: read the payout itself.',
    }),
    ...queryParameters(ListPayoutsQuery, [...PAYOUT_FILTERS, 'limit', 'cursor']),
    ApiResponse({ status: 200, type: PayoutPageDto, description: 'One page.', headers: pickHeaders() }),
    WithApiKey('validation_failed', 'invalid_cursor'),
  );

export const DescribeSummary = () =>
  applyDecorators(
    Payouts(),
    ApiOperation({
      operationId: 'sumPayouts',
      summary: 'Count and sum payouts',
      description:
        'Counts and sums of all payouts that fit the filter, by status. It needs `createdFrom` or `completedFrom`, or statuses in which no payout has ended. A period with too many payouts is answered with `unavailable`: send a shorter one.',
    }),
    ...queryParameters(PayoutFilterQuery, PAYOUT_FILTERS),
    ApiResponse({ status: 200, type: PayoutSumsDto, description: 'The sums.', headers: pickHeaders() }),
    WithApiKey('validation_failed'),
  );

export const DescribeExport = () =>
  applyDecorators(
    Payouts(),
    ApiOperation({
      operationId: 'exportPayouts',
      summary: 'Export payouts as CSV',
      description:
        'All payouts that fit the filter, in the order of the list, as CSV (RFC 4180, UTF-8) with a line of column names; the same columns as `salur payout list --format csv`. Read columns by name: new ones may follow. No spreadsheet takes a cell for a formula.',
    }),
    ...queryParameters(ExportPayoutsQuery, [...PAYOUT_FILTERS, 'metadataColumns']),
    ApiResponse({
      status: 200,
      description: 'The export, as it is read.',
      headers: pickHeaders(),
      content: { 'text/csv': { schema: { type: 'string' } } },
    }),
    WithApiKey('validation_failed'),
  );

export const DescribeSearch = () =>
  applyDecorators(
    Payouts(),
    ApiOperation({
      operationId: 'searchPayouts',
      summary: 'Search payouts by destination',
      description:
        'Payouts to an account number, or to the phone number of a cash pickup; newest first, page by page. Payouts whose personal data is erased are found too.',
    }),
    ApiBody({ type: SearchPayoutsDto }),
    ApiResponse({ status: 200, type: PayoutPageDto, description: 'One page.', headers: pickHeaders() }),
    WithApiKey(...BODY_PROBLEMS, 'invalid_cursor'),
  );
