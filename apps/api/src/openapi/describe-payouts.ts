/** What OpenAPI says of the handlers for payouts. The handlers themselves stay readable. */
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { ProblemCode } from '#libs/platform';
import { CreatePayoutDto } from '../payouts/create-payout.dto.js';
import {
  ConfirmPayoutDto,
  PayoutDto,
  PayoutEventsDto,
  PayoutEvidenceDto,
  ResolvePayoutDto,
} from '../payouts/payout.dto.js';
import { BODY_PROBLEMS, pickHeaders, WithApiKey } from './answers.js';

const Payouts = () => ApiTags('payouts');
const Id = () => ApiParam({ name: 'id', description: 'Of the payout.', schema: { type: 'string', format: 'uuid' } });
const Prefer = (why: string) =>
  ApiHeader({ name: 'Prefer', required: false, description: why, schema: { type: 'string' }, example: 'wait=10' });

const AcceptLanguage = () =>
  ApiHeader({
    name: 'Accept-Language',
    required: false,
    description: 'The language of `explanation`: `en` or `id`.',
    schema: { type: 'string' },
    example: 'id',
  });

const WAIT =
  '`wait=N`, 0 to 60 seconds (RFC 7240): the service holds the response until the payout is final, `pending`, in `review`, or `inquired` and waiting for a confirmation.';

export const DescribeCreate = () =>
  applyDecorators(
    Payouts(),
    ApiOperation({
      operationId: 'createPayout',
      summary: 'Create a payout',
      description:
        'Pays this amount to this destination, once. The same Idempotency-Key with the same body returns the first response again and never creates a second payout: after a timeout or a lost connection, repeat the request. Only `cashPickup` may differ: it is shown to keys with its scope alone.',
    }),
    AcceptLanguage(),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'Chosen by the client, one for each payout: 1 to 255 visible ASCII characters.',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
      example: 'b6a1c1de-9a3c-4d0e-8a1b-0f5f2f6f7a10',
    }),
    Prefer(WAIT),
    ApiBody({ type: CreatePayoutDto, examples: CREATE_EXAMPLES }),
    ApiResponse({
      status: 201,
      type: PayoutDto,
      description: 'The payout is stored. Without `Prefer: wait` this is the payout as created.',
      headers: pickHeaders('Location', 'Preference-Applied', 'Idempotency-Replayed'),
    }),
    WithApiKey(
      ...BODY_PROBLEMS,
      'idempotency_key_missing',
      'duplicate_reference',
      'idempotency_in_progress',
      'idempotency_key_reused',
      'no_rail',
      'daily_limit_exceeded',
    ),
  );

const CREATE_EXAMPLES = {
  paid: {
    summary: 'Sandbox: paid',
    value: {
      reference: 'DOCS-EXAMPLE-0001',
      amount: 50_000,
      destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' },
      purpose: 'Invoice 2026-0001',
    },
  },
  timesOutThenPaid: {
    summary: 'Sandbox: the transfer times out and was paid',
    value: {
      reference: 'DOCS-EXAMPLE-0002',
      amount: 50_000,
      destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673561' },
    },
  },
  cash: {
    summary: 'Cash pickup',
    value: {
      reference: 'DOCS-EXAMPLE-0004',
      amount: 50_000,
      destination: {
        type: 'cash_pickup',
        outlet: 'indomaret',
        recipientName: 'Siti Rahayu',
        phoneNumber: '082211789110',
        identityNumber: '3174014508900001',
      },
    },
  },
  manual: {
    summary: 'Waits for a confirmation after the inquiry',
    value: {
      reference: 'DOCS-EXAMPLE-0003',
      amount: 50_000,
      destination: {
        type: 'bank_account',
        bankCode: '014',
        accountNumber: '8760673566',
        accountHolderName: 'Test Account',
      },
      confirmation: 'manual',
      sender: { id: 'C-1001', name: 'PT Maju Jaya' },
      metadata: { costCentre: '4711' },
    },
  },
};

const reads = (operationId: string, summary: string, type: new () => object) =>
  applyDecorators(
    Payouts(),
    Id(),
    ApiOperation({ operationId, summary }),
    ApiResponse({ status: 200, type, description: summary, headers: pickHeaders() }),
    WithApiKey('not_found'),
  );

export const DescribeRead = () => applyDecorators(AcceptLanguage(), reads('getPayout', 'Read a payout', PayoutDto));
export const DescribeEvents = () => reads('listPayoutEvents', 'Read the history of a payout', PayoutEventsDto);
export const DescribeEvidence = () =>
  reads('listPayoutEvidence', 'Read the requests to providers and their responses for a payout', PayoutEvidenceDto);

const commands = (operationId: string, summary: string, description: string, ...codes: ProblemCode[]) =>
  applyDecorators(
    Payouts(),
    Id(),
    AcceptLanguage(),
    ApiOperation({ operationId, summary, description }),
    ApiResponse({
      status: 200,
      type: PayoutDto,
      description: 'The payout after the command.',
      headers: pickHeaders(...(operationId === 'confirmPayout' ? (['Preference-Applied'] as const) : [])),
    }),
    WithApiKey('not_found', 'illegal_transition', ...codes, ...BODY_PROBLEMS),
  );

export const DescribeConfirm = () =>
  applyDecorators(
    ApiBody({ type: ConfirmPayoutDto, required: false }),
    Prefer(WAIT),
    commands(
      'confirmPayout',
      'Confirm a payout',
      'Confirms a payout that waits as `inquired`. The body is optional and has the reason. From the amount at which the service requires two people, the confirmation needs another key than the one that created the payout; a key and its rotated successors count as one.',
      'second_person_needed',
    ),
  );
export const DescribeCancel = () =>
  commands('cancelPayout', 'Cancel a payout', 'Cancels a payout that is `created` or `inquired`. No body.');
export const DescribeCheck = () =>
  commands(
    'checkPayout',
    'Check the status now',
    'Requests the status from the provider now instead of at `nextCheckAt`. Never sends a transfer. No body.',
  );
export const DescribeResolve = () =>
  applyDecorators(
    ApiBody({ type: ResolvePayoutDto }),
    commands(
      'resolvePayout',
      'Resolve a payout',
      'Resolves a payout in `review` as paid or failed. The history names the key. From the amount at which the service requires two people, the first call is a proposal: the payout stays in review and shows it in `review.proposal`, and the same resolution from another key resolves the payout. The proposer can replace the proposal by sending the other resolution.',
      'second_person_needed',
      'resolution_differs',
    ),
  );
