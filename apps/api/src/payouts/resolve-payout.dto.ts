import { TextField, WordField } from '../validation/fields.js';

/** What a person found out about a payout in review. */
export class ResolvePayoutDto {
  @WordField(['paid', 'failed'], { description: 'Whether the receiver has the money.' })
  readonly resolution: 'paid' | 'failed';

  @TextField({ max: 500, description: 'Why you are sure; kept in the history.', example: 'Seen on the bank statement' })
  readonly reason: string;

  @TextField({
    max: 2_000,
    optional: true,
    description: 'What it rests on: a statement line, a ticket of the provider.',
    example: 'Statement 2026-11-20, line 17',
  })
  readonly evidence?: string | null;
}
