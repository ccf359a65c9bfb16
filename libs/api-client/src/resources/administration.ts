/** For keys with the scope `admin`: clients, their API keys, and the audit trail. */
import { bodyOf, byId, List, type ListOptions, pageQuery, type RequestOptions, type Transport } from '../request.js';
import type {
  ApiKey,
  ApiKeyWithSecret,
  AuditEntry,
  AuditFilter,
  ChangeClient,
  Client,
  CreateApiKey,
  CreateClient,
  RotateApiKey,
} from '../types.js';

/** `salur.clients` */
export class Clients {
  /** @internal */
  constructor(private readonly transport: Transport) {}

  /** Creates a client, without keys. */
  create(client: CreateClient, options?: RequestOptions): Promise<Client> {
    return bodyOf(this.transport.api.POST('/v1/clients', { body: client, ...this.transport.init(options) }));
  }

  /** All clients, oldest first. */
  list(options: ListOptions = {}): List<Client> {
    const { api, init } = this.transport;
    return new List((cursor) => {
      const query = pageQuery(cursor, options);
      return bodyOf(api.GET('/v1/clients', { params: { query }, ...init(options) }));
    });
  }

  get(id: string, options?: RequestOptions): Promise<Client> {
    return bodyOf(this.transport.api.GET('/v1/clients/{id}', { ...byId(id), ...this.transport.init(options) }));
  }

  /** Changes, suspends or resumes a client. Absent fields stay; `limits` and `allowedAddresses` are replaced as a whole. */
  update(id: string, change: ChangeClient, options?: RequestOptions): Promise<Client> {
    const { api, init } = this.transport;
    return bodyOf(api.PATCH('/v1/clients/{id}', { ...byId(id), body: change, ...init(options) }));
  }
}

/** `salur.keys`: the API keys of clients. */
export class ApiKeys {
  /** @internal */
  constructor(private readonly transport: Transport) {}

  /** Creates a key. The response is the only one that has the key itself. If it is lost, revoke the key and create another. */
  create(clientId: string, key: CreateApiKey, options?: RequestOptions): Promise<ApiKeyWithSecret> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/clients/{id}/keys', { ...byId(clientId), body: key, ...init(options) }));
  }

  /** The keys of a client, oldest first, also expired and revoked ones. Never the keys themselves. */
  list(clientId: string, options: ListOptions = {}): List<ApiKey> {
    const { api, init } = this.transport;
    return new List((cursor) => {
      const params = { path: { id: clientId }, query: pageQuery(cursor, options) };
      return bodyOf(api.GET('/v1/clients/{id}/keys', { params, ...init(options) }));
    });
  }

  /** Creates a key with the same scopes in the place of another; both work until the overlap ends. */
  rotate(id: string, rotation: RotateApiKey = {}, options?: RequestOptions): Promise<ApiKeyWithSecret> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/keys/{id}/rotate', { ...byId(id), body: rotation, ...init(options) }));
  }

  /** Revokes a key for good. */
  revoke(id: string, options?: RequestOptions): Promise<ApiKey> {
    return bodyOf(this.transport.api.DELETE('/v1/keys/{id}', { ...byId(id), ...this.transport.init(options) }));
  }
}

/** `salur.auditEntries` */
export class AuditEntries {
  /** @internal */
  constructor(private readonly transport: Transport) {}

  /** What people and API keys changed, newest first, of all clients. */
  list(filter: AuditFilter = {}, options: ListOptions = {}): List<AuditEntry> {
    const { api, init } = this.transport;
    return new List((cursor) => {
      const query = { ...filter, ...pageQuery(cursor, options) };
      return bodyOf(api.GET('/v1/audit-entries', { params: { query }, ...init(options) }));
    });
  }
}
