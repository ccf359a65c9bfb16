import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, MoreThan } from 'typeorm';
import { type Actor, type AuditedChange, recordAudit } from '#libs/audit';
import { inTransaction, newId, Problem } from '#libs/platform';
import { Authenticate } from './authenticate.js';
import { Client } from './client.entity.js';
import { COUNT_TODAY, USED_TODAY } from './clients.queries.js';
import { BOOTSTRAP_CLIENT } from './ensure-bootstrap-key.js';

/** What a client may create per day (WIB); null: no limit. */
export interface DailyLimits {
  /** Whole rupiah. */
  readonly amount: bigint | null;
  readonly count: bigint | null;
}

export interface NewClient {
  readonly name: string;
  readonly limits: DailyLimits;
  readonly allowedAddresses: readonly string[];
}

/** Absent fields stay unchanged. */
export interface ClientChange extends Partial<NewClient> {
  readonly suspended?: boolean;
}

/** A client with what it has created today; null: it has no limits, so nothing is counted. */
export interface ClientWithUse {
  readonly client: Client;
  readonly usedToday: { readonly amount: bigint; readonly count: bigint } | null;
}

/** A page of a list: at most `limit` rows after an id. */
export interface ListPart {
  readonly limit: number;
  readonly after: string | null;
}

/** Creates and changes clients. The bootstrap client can only be changed by the configuration. */
@Injectable()
export class ManageClients {
  constructor(
    private readonly dataSource: DataSource,
    private readonly authenticate: Authenticate,
  ) {}

  /** @throws Problem `duplicate_name` or `managed_by_configuration` */
  async create({ name, limits, allowedAddresses }: NewClient, by: Actor): Promise<ClientWithUse> {
    refuseBootstrap(name);
    const id = newId();
    await inTransaction(this.dataSource, async (tx) => {
      await tx.insert(Client, { id, name, allowedAddresses: [...allowedAddresses], ...limitColumns(limits) });
      await recordAudit(tx, by, {
        action: 'client.create',
        subjectId: id,
        details: { name, allowedAddresses, ...limitColumns(limits) },
      });
    }).catch(explainName(name));
    return this.byId(id);
  }

  /** Oldest first. */
  async list({ limit, after }: ListPart): Promise<ClientWithUse[]> {
    const where = after === null ? {} : { id: MoreThan(after) };
    return this.withUse(await this.dataSource.getRepository(Client).find({ where, order: { id: 'ASC' }, take: limit }));
  }

  /** @throws Problem `not_found` */
  async byId(id: string): Promise<ClientWithUse> {
    const client = await this.dataSource.getRepository(Client).findOneBy({ id });
    if (client === null) throw noSuchClient();
    const [withUse] = await this.withUse([client]);
    return withUse as ClientWithUse;
  }

  /** @throws Problem `not_found` */
  async byName(name: string): Promise<ClientWithUse> {
    const client = await this.dataSource.getRepository(Client).findOneBy({ name });
    if (client === null) throw noSuchClient();
    const [withUse] = await this.withUse([client]);
    return withUse as ClientWithUse;
  }

  /**
   * Limits hold for every payout from now on, and count what was created earlier today. The rest holds on this replica at
   * once, on others within 5 s.
   *
   * @throws Problem `not_found`, `duplicate_name` or `managed_by_configuration`
   */
  async change(id: string, change: ClientChange, by: Actor): Promise<ClientWithUse> {
    if (change.name !== undefined) refuseBootstrap(change.name);
    await inTransaction(this.dataSource, async (tx) => {
      const client = await tx.findOne(Client, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (client === null) throw noSuchClient();
      refuseBootstrap(client.name);
      await apply(tx, client, change);
      await recordAudit(tx, by, ...auditedChanges(client, change));
    }).catch(explainName(change.name));
    this.authenticate.forget();
    return this.byId(id);
  }

  private async withUse(clients: readonly Client[]): Promise<ClientWithUse[]> {
    const limited = clients.filter(hasLimits).map(({ id }) => id);
    const rows: { client_id: string; amount: string; count: string }[] =
      limited.length === 0 ? [] : await this.dataSource.query(USED_TODAY, [limited]);
    const used = new Map(rows.map((row) => [row.client_id, row]));
    return clients.map((client) => {
      const { amount = '0', count = '0' } = used.get(client.id) ?? {};
      return { client, usedToday: hasLimits(client) ? { amount: BigInt(amount), count: BigInt(count) } : null };
    });
  }
}

async function apply(tx: EntityManager, client: Client, change: ClientChange): Promise<void> {
  const { name, limits, allowedAddresses, suspended } = change;
  await tx.update(Client, client.id, {
    ...(name !== undefined && { name }),
    ...(limits !== undefined && limitColumns(limits)),
    ...(allowedAddresses !== undefined && { allowedAddresses: [...allowedAddresses] }),
    ...(suspended !== undefined && { suspendedAt: suspended ? (client.suspendedAt ?? (() => 'now()')) : null }),
    updatedAt: () => 'now()',
  });
  const limitsBegin = !hasLimits(client) && limits !== undefined && hasLimits(limitColumns(limits));
  if (limitsBegin) await tx.query(COUNT_TODAY, [client.id]);
}

/** Suspending and resuming are actions of their own. A field that is set to its current value is not a change. */
function auditedChanges(client: Client, { suspended, limits, ...rest }: ClientChange): AuditedChange[] {
  const subjectId = client.id;
  const requested = Object.entries({ ...rest, ...(limits !== undefined && limitColumns(limits)) });
  const textOf = (value: unknown) => String(Array.isArray(value) ? value.join() : value);
  const changed = requested
    .map(([field, after]) => ({ field, before: client[field as keyof Client], after }))
    .filter(({ before, after }) => after !== undefined && textOf(before) !== textOf(after));
  const details = Object.fromEntries(changed.map(({ field, before, after }) => [field, { before, after }]));
  const wasSuspended = client.suspendedAt !== null;
  return [
    ...(changed.length === 0 ? [] : [{ action: 'client.update', subjectId, details } as const]),
    ...(suspended === true && !wasSuspended ? [{ action: 'client.suspend', subjectId } as const] : []),
    ...(suspended === false && wasSuspended ? [{ action: 'client.restore', subjectId } as const] : []),
  ];
}

function hasLimits({ dailyAmountLimit, dailyCountLimit }: Pick<Client, 'dailyAmountLimit' | 'dailyCountLimit'>) {
  return dailyAmountLimit !== null || dailyCountLimit !== null;
}

function limitColumns({ amount, count }: DailyLimits): Pick<Client, 'dailyAmountLimit' | 'dailyCountLimit'> {
  return { dailyAmountLimit: amount, dailyCountLimit: count };
}

/** @throws Problem `managed_by_configuration` for the client of BOOTSTRAP_API_KEY, whether it exists yet or not */
export function refuseBootstrap(clientName: string): void {
  if (clientName !== BOOTSTRAP_CLIENT) return;
  throw new Problem(
    'managed_by_configuration',
    `The client ${BOOTSTRAP_CLIENT} and its key are managed by BOOTSTRAP_API_KEY`,
  );
}

export function noSuchClient(): Problem {
  return new Problem('not_found', 'There is no such client');
}

function explainName(name: string | undefined): (error: unknown) => never {
  return (error) => {
    const constraint = (error as { driverError?: { constraint?: unknown } }).driverError?.constraint;
    if (constraint !== 'client_name_is_unique') throw error;
    throw new Problem('duplicate_name', `There is a client named ${JSON.stringify(name)}`);
  };
}
