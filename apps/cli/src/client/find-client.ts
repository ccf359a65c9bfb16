import { type ClientWithUse, ManageClients } from '#libs/clients';
import { isId, Problem } from '#libs/platform';
import type { Get } from '../core/domain.js';

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

/** The names of all clients by their ids: an operator knows names. */
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
