import { newId } from '#libs/platform';
import type { Answer, Api, Call } from './start-api.js';

/** Every scope that a person who works on payouts may have. */
const SCOPES = ['payouts:create', 'payouts:read', 'payouts:confirm', 'payouts:resolve'];

/** A person with an API key of the team's client. */
export interface Member {
  readonly key: string;
  /** As the history names this member. */
  readonly actor: string;
  call(path: string, call?: Call): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  /** The same person with the key that took the place of this one. */
  rotated(): Promise<Member>;
}

/** A client whose keys belong to different people. */
export interface Team {
  readonly clientId: string;
  /** @param name of the key; without one it has none */
  member(scopes?: readonly string[], name?: string): Promise<Member>;
}

export async function newTeam(api: Api): Promise<Team> {
  const { body: client } = await api.call('/v1/clients', { method: 'POST', body: { name: `team ${newId()}` } });
  const memberWith = ({ id, key }: { id: string; key: string }): Member => ({
    key,
    actor: `key:${id}`,
    call: (path, call) => api.call(path, { key, ...call }),
    post: (path, body) => api.call(path, { method: 'POST', key, body }),
    rotated: async () => memberWith((await api.call(`/v1/keys/${id}/rotate`, { method: 'POST', body: {} })).body),
  });
  return {
    clientId: client.id,
    member: async (scopes = SCOPES, name?: string) =>
      memberWith((await api.call(`/v1/clients/${client.id}/keys`, { method: 'POST', body: { name, scopes } })).body),
  };
}
