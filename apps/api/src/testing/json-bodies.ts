/** Every request of the API that has a JSON body, valid, so that tests can spoil one thing of each. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { newPayout } from '../../../../test/support/new-payout.js';
import { importStatement, newDifference, newStatementFile } from './given-rows.js';
import { type Answer, type Api, validPayout } from './start-api.js';

export interface JsonBody {
  /** `POST /v1/payouts`, as in the OpenAPI document. */
  readonly operation: string;
  readonly path: (api: Api) => Promise<string>;
  readonly valid: () => Record<string, unknown>;
  /** Fields that hold an object with documented fields. */
  readonly nested?: readonly string[];
  /** Fields that hold an object with any names. */
  readonly open?: readonly string[];
  /** Fields that hold rupiah, by their paths. */
  readonly amounts?: readonly string[];
}

const BOOTSTRAP = `select id from client where name = 'bootstrap'`;

async function clientOf(api: Api): Promise<string> {
  return (await api.newKey([])).clientId;
}

async function payoutInReview(api: Api): Promise<string> {
  const [{ id: clientId }] = await api.dataSource.query(BOOTSTRAP);
  return `/v1/payouts/${await newPayout(api.dataSource, { status: 'review', clientId })}/resolve`;
}

async function openDifference(api: Api): Promise<string> {
  const [{ id: clientId }] = await api.dataSource.query(BOOTSTRAP);
  return `/v1/differences/${await newDifference(api, clientId)}/close`;
}

async function payoutToConfirm(api: Api): Promise<string> {
  const [{ id: clientId }] = await api.dataSource.query(BOOTSTRAP);
  return `/v1/payouts/${await newPayout(api.dataSource, { status: 'inquired', confirmation: 'manual', clientId })}/confirm`;
}

/** With a key of its own: the key of other requests is not yet known to the service by them. */
async function importedStatement(api: Api): Promise<string> {
  const [{ id: clientId }] = await api.dataSource.query(BOOTSTRAP);
  const { key } = await api.newKey(['reconciliation:edit'], clientId);
  return `/v1/statements/${(await importStatement(api, newStatementFile(), key)).body.id}/withdraw`;
}

export const JSON_BODIES: readonly JsonBody[] = [
  {
    operation: 'POST /v1/payouts',
    path: async () => '/v1/payouts',
    valid: () => ({ ...validPayout(), sender: { name: 'PT Maju' }, metadata: { costCentre: '4711' } }),
    nested: ['destination', 'sender'],
    open: ['metadata'],
    amounts: ['amount'],
  },
  {
    operation: 'POST /v1/payouts/search',
    path: async () => '/v1/payouts/search',
    valid: () => ({ accountNumber: '8760673566' }),
  },
  {
    operation: 'POST /v1/payouts/{id}/resolve',
    path: payoutInReview,
    valid: () => ({ resolution: 'paid', reason: 'seen on the statement' }),
  },
  {
    operation: 'POST /v1/payouts/{id}/confirm',
    path: payoutToConfirm,
    valid: () => ({ reason: 'the invoice is approved' }),
  },
  {
    operation: 'POST /v1/statements/{id}/withdraw',
    path: importedStatement,
    valid: () => ({ reason: 'it is of another account' }),
  },
  {
    operation: 'POST /v1/differences/{id}/close',
    path: openDifference,
    valid: () => ({ reason: 'the provider has explained it' }),
  },
  {
    operation: 'PUT /v1/calendar/{date}',
    path: async () => '/v1/calendar/2027-03-03',
    valid: () => ({ businessDay: false, name: 'Cuti bersama' }),
  },
  {
    operation: 'POST /v1/webhook-endpoints',
    path: async () => '/v1/webhook-endpoints',
    valid: () => ({ url: 'https://hooks.example.com/salur' }),
  },
  {
    operation: 'POST /v1/webhook-deliveries/redeliver',
    path: async () => '/v1/webhook-deliveries/redeliver',
    valid: () => ({ createdFrom: '2026-11-01T00:00:00Z', createdTo: '2026-11-02T00:00:00Z' }),
  },
  {
    operation: 'POST /v1/clients',
    path: async () => '/v1/clients',
    valid: () => ({ name: `client ${randomUUID()}`, limits: { dailyAmount: 1_000_000 } }),
    nested: ['limits'],
    amounts: ['limits.dailyAmount'],
  },
  {
    operation: 'PATCH /v1/clients/{id}',
    path: async (api) => `/v1/clients/${await clientOf(api)}`,
    valid: () => ({ limits: { dailyAmount: 1_000_000 } }),
    nested: ['limits'],
    amounts: ['limits.dailyAmount'],
  },
  {
    operation: 'POST /v1/clients/{id}/keys',
    path: async (api) => `/v1/clients/${await clientOf(api)}/keys`,
    valid: () => ({ scopes: ['payouts:read'] }),
  },
  {
    operation: 'POST /v1/keys/{id}/rotate',
    path: async (api) => `/v1/keys/${(await api.newKey([])).keyId}/rotate`,
    valid: () => ({ overlapSeconds: 60 }),
  },
];

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly paths: Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { schema: { $ref: string } }> } }>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const DOCUMENT = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Document;

/** The operations that have a body, as documented, with the name of its schema. */
export function documentedBodies(): Map<string, string> {
  const bodies = Object.entries(DOCUMENT.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema.$ref.split('/').at(-1);
      return schema === undefined ? [] : [[`${method.toUpperCase()} ${path}`, schema] as const];
    }),
  );
  return new Map(bodies);
}

/**
 * The fields of a documented schema.
 *
 * @param place one of its fields that holds an object: the fields of that, whatever its kind
 */
export function fieldsOf(schema: string, place = ''): ReadonlySet<string> {
  const properties = DOCUMENT.components.schemas[schema]?.properties ?? {};
  if (place === '') return new Set(Object.keys(properties));
  const kinds = [...JSON.stringify(properties[place] ?? {}).matchAll(/#\/components\/schemas\/(\w+)/g)];
  return new Set(kinds.flatMap(([, kind]) => [...fieldsOf(kind as string)]));
}

/** Sends a body of an operation, text as it is. */
export function send(
  api: Api,
  operation: string,
  path: string,
  body: unknown,
  headers: Record<string, string | undefined> = {},
): Promise<Answer> {
  const [method] = operation.split(' ');
  return api.call(path, { method: method as string, body, headers: { 'idempotency-key': randomUUID(), ...headers } });
}

/** Values that providers in the background or time alone change. */
const MOVES_BY_ITSELF = {
  tables: ['provider_account', 'provider_bank', 'exchange', 'audit_link', 'rate_limit', 'worker', 'provider_circuit'],
  columns: ['last_used_at', 'due_at', 'fence'],
};

/** Everything in the database that a request could change: of each table the hash of its rows. */
export async function wholeDatabase({ dataSource }: Api): Promise<Readonly<Record<string, string>>> {
  const tables: { name: string }[] = await dataSource.query(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> all ($1) order by 1`,
    [MOVES_BY_ITSELF.tables],
  );
  const hashes = tables.map(
    ({ name }) =>
      `(select md5(string_agg((to_jsonb(t) - $1::text[])::text, ' ' order by t::text)) from ${name} t) as ${name}`,
  );
  const [row] = await dataSource.query(`select ${hashes.join(', ')}`, [MOVES_BY_ITSELF.columns]);
  return row;
}
