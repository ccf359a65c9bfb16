import { type ClientWithUse, ManageClients } from '#libs/clients';
import { isId, Problem } from '#libs/platform';
import type { Get } from '../core/domain.js';
import type { Column } from '../output/output.js';
import { rupiahText, timeText } from '../output/words.js';

/**
 * A client by its name or its id.
 *
 * @throws Problem `not_found`
 */
export async function findClient(get: Get, nameOrId: string): Promise<ClientWithUse> {
  const clients = get(ManageClients);
  const id = nameOrId.toLowerCase();
  if (!isId(id)) return clients.byName(nameOrId);
  // A name may look like an id.
  return clients.byId(id).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'not_found') return clients.byName(nameOrId);
    throw error;
  });
}

/** The names of all clients by their ids: operators know clients by name. */
export async function clientNames(get: Get): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const PER_READ = 1_000;
  for (let after: string | null = null; ; ) {
    const found = await get(ManageClients).list({ limit: PER_READ, after });
    for (const { client } of found) names.set(client.id, client.name);
    if (found.length < PER_READ) return names;
    after = found.at(-1)?.client.id ?? null;
  }
}

/** A client for programs, in the words of the REST API. */
export function clientBody({ client, usedToday }: ClientWithUse) {
  const number = (value: bigint | null) => (value === null ? null : Number(value));
  return {
    id: client.id,
    name: client.name,
    suspended: client.suspendedAt !== null,
    limits: { dailyAmount: number(client.dailyAmountLimit), dailyCount: number(client.dailyCountLimit) },
    usedToday: usedToday && { amount: Number(usedToday.amount), count: Number(usedToday.count) },
    allowedAddresses: client.allowedAddresses,
    createdAt: client.createdAt.toISOString(),
    updatedAt: client.updatedAt.toISOString(),
  };
}

export const CLIENT_COLUMNS: readonly Column<ClientWithUse>[] = [
  { title: 'NAME', of: ({ client }) => client.name },
  { title: 'ID', of: ({ client }) => client.id },
  { title: 'STATE', of: ({ client }) => (client.suspendedAt === null ? 'active' : 'suspended') },
  { title: 'LIMITS PER DAY', of: limitsText },
  { title: 'USED TODAY', of: usedText },
  { title: 'CREATED (WIB)', of: ({ client }) => timeText(client.createdAt) },
];

/** A client for people, one fact per line. */
export function clientWords(found: ClientWithUse): string {
  const { client } = found;
  const state = client.suspendedAt === null ? 'active' : `suspended since ${timeText(client.suspendedAt)} WIB`;
  const addresses = client.allowedAddresses.length === 0 ? 'any' : client.allowedAddresses.join(', ');
  return [
    `client         ${client.name}`,
    `id             ${client.id}`,
    `state          ${state}`,
    `limits per day ${limitsText(found)}`,
    `used today     ${usedText(found)}`,
    `addresses      ${addresses}`,
    `created        ${timeText(client.createdAt)} WIB`,
  ].join('\n');
}

function limitsText({ client }: ClientWithUse): string {
  return amounts(client.dailyAmountLimit, client.dailyCountLimit) ?? 'none';
}

function usedText({ usedToday }: ClientWithUse): string {
  return usedToday === null ? 'not counted' : (amounts(usedToday.amount, usedToday.count) ?? '');
}

function amounts(amount: bigint | null, count: bigint | null): string | null {
  const parts = [
    ...(amount === null ? [] : [rupiahText(amount)]),
    ...(count === null ? [] : [`${count} payout${count === 1n ? '' : 's'}`]),
  ];
  return parts.length === 0 ? null : parts.join(' in ');
}
