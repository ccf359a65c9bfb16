import { Column, type DataSource, Entity, type EntityManager, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { newId } from '#libs/platform';
import {
  type CallContext,
  type Destination,
  type Exchange,
  type Order,
  reportCalls,
  type Ticket,
  type TransferOrder,
} from '#libs/providers';
import type { Circuits } from '#libs/rails';
import type { Attempt } from './attempt.entity.js';
import type { Payout } from './payout.entity.js';
import type { PersonalData, SealedData } from './personal-data.js';

/** Providers that demand a purpose get this one when the client gave none. */
const DEFAULT_PURPOSE = 'Payout';

function destinationOf({ bankCode }: Pick<Payout, 'bankCode'>, personal: PersonalData): Destination {
  if (personal.recipient !== null) return { type: 'cash_pickup', ...personal.recipient };
  return {
    type: 'bank_account',
    bankCode: bankCode as string,
    accountNumber: personal.accountNumber as string,
  };
}

/** The payout as an order of the provider port. */
export function orderOf(payout: Payout, personal: PersonalData, reference: string): Order {
  return {
    payoutId: payout.id,
    reference,
    destination: destinationOf(payout, personal),
    amount: payout.amount,
    purpose: payout.purpose ?? DEFAULT_PURPOSE,
    sender: { id: personal.sender?.id ?? null, name: personal.sender?.name ?? null },
  };
}

/** What of a transfer was fixed when its intent was recorded, with the owner's name that it is signed with. */
export type TransferTerms = Pick<Attempt, 'reference' | 'providerReference'> & {
  readonly ticket: Ticket;
  readonly accountName: string;
};

export function transferOrderOf(
  payout: Payout,
  personal: PersonalData,
  { reference, accountName, ticket, providerReference }: TransferTerms,
  callbackUrl: string | null = null,
): TransferOrder {
  return { ...orderOf(payout, personal, reference), accountName, ticket, callbackUrl, providerReference };
}

/** The order of an earlier attempt, for its status check. */
export function recordedOrderOf(sealed: SealedData, payout: Payout, attempt: Attempt): TransferOrder {
  const { reference, providerReference } = attempt;
  const [accountName, ticket] = [sealed.attemptNameOf(attempt), sealed.attemptTicketOf(attempt)];
  return transferOrderOf(payout, sealed.personalOf(payout), { reference, providerReference, accountName, ticket });
}

/** Nine digits that no other inquiry or attempt has. */
export async function newReference(dataSource: DataSource): Promise<string> {
  const [{ reference }] = await dataSource.query(`select nextval('attempt_reference')::text as reference`);
  return reference as string;
}

/** Evidence: one request to a provider and what came back, redacted. Append-only. */
@Entity('exchange')
@Index('exchange_by_payout', ['payoutId', 'id'])
export class ExchangeRecord {
  @PrimaryColumn('uuid')
  readonly id: string;

  @ForeignKey('Payout', { name: 'exchange_payout_fkey' })
  @Column('uuid')
  readonly payoutId: string;

  @ForeignKey('Attempt', { name: 'exchange_attempt_fkey' })
  @Column('uuid', { nullable: true })
  readonly attemptId: string | null;

  @Column('text')
  readonly provider: string;

  @Column('text')
  readonly step: string;

  @Column('text')
  readonly method: string;

  @Column('text')
  readonly url: string;

  @Column('text')
  readonly request: string;

  @Column('text')
  readonly requestSha256: string;

  @Column('integer', { nullable: true })
  readonly httpStatus: number | null;

  @Column('text', { nullable: true })
  readonly response: string | null;

  /** What it meant to us, e.g. `ambiguous`. */
  @Column('text')
  readonly outcome: string;

  @Column('text', { nullable: true })
  readonly providerCode: string | null;

  @Column('text', { nullable: true })
  readonly error: string | null;

  @Column('timestamptz')
  readonly startedAt: Date;

  @Column('integer')
  readonly durationMs: number;
}

/** Stores requests to a provider and their responses, in the transaction of what they led to. */
export async function keepEvidence(
  tx: EntityManager,
  { id: payoutId, provider }: Pick<Payout, 'id' | 'provider'>,
  attemptId: string | null,
  exchanges: readonly Exchange[],
): Promise<void> {
  if (exchanges.length === 0) return;
  await tx.insert(
    ExchangeRecord,
    exchanges.map((exchange) => ({
      ...exchange,
      id: newId(),
      payoutId,
      attemptId,
      provider,
      durationMs: Math.round(exchange.durationMs),
    })),
  );
}

/** A call's context with the exchanges it has collected. */
export type CollectedCall = CallContext & { readonly exchanges: readonly Exchange[] };

/** A call's context that collects its exchanges, to be stored in the transaction of what they lead to. */
export function collectExchanges(limits: Pick<CallContext, 'signal' | 'sendBeforeMs'>): CollectedCall {
  const exchanges: Exchange[] = [];
  return { exchanges, record: (exchange) => void exchanges.push(exchange), ...limits };
}

/** Reports calls to a provider to the metrics, and to the provider's circuit whether it responded at all. */
export function noteCalls(circuits: Circuits, provider: string, exchanges: readonly Exchange[]): void {
  reportCalls(provider, exchanges);
  if (exchanges.length === 0) return;
  const answered = exchanges.some(({ httpStatus }) => httpStatus !== null);
  circuits.record(provider, answered ? 'answered' : 'silent');
}
