import { bodyOf, byId, List, type ListOptions, pageQuery, type RequestOptions, type Transport } from '../request.js';
import type {
  CloseDifference,
  Difference,
  DifferenceFilter,
  Statement,
  StatementAbout,
  StatementFilter,
  StatementPreview,
  StatementTotals,
  WithdrawStatement,
} from '../types.js';

/** `salur.statements` */
export class Statements {
  /** @internal */
  constructor(private readonly transport: Transport) {}

  /**
   * Imports a provider's statement and compares the payouts of this client with it. The file is CSV in UTF-8, at most 32 MB. Not repeated by the
   * client, but safe to repeat: the same file for the same period is the same statement. Give a large file more `timeoutMs`.
   */
  import(about: StatementAbout, file: string | Uint8Array | Blob, options?: RequestOptions): Promise<Statement> {
    const { api, init } = this.transport;
    return bodyOf(
      api.POST('/v1/statements', {
        params: { query: about },
        headers: { 'content-type': 'text/csv' },
        // The generated type knows text only; bytes and blobs are sent unchanged as well.
        body: file as string,
        bodySerializer: (body) => body,
        ...init(options),
      }),
    ) as Promise<Statement>;
  }

  /** Shows how a file is understood, and what an import of it would add. Nothing is stored. */
  preview(
    about: StatementAbout,
    file: string | Uint8Array | Blob,
    options?: RequestOptions,
  ): Promise<StatementPreview> {
    const { api, init } = this.transport;
    return bodyOf(
      api.POST('/v1/statements', {
        params: { query: { ...about, preview: 'true' } },
        headers: { 'content-type': 'text/csv' },
        body: file as string,
        bodySerializer: (body) => body,
        ...init(options),
      }),
    ) as Promise<StatementPreview>;
  }

  /** The statements that keys of this client imported, newest first. */
  list(filter: StatementFilter = {}, options: ListOptions = {}): List<Statement> {
    const { api, init } = this.transport;
    return new List((cursor) => {
      const query = { ...filter, ...pageQuery(cursor, options) };
      return bodyOf(api.GET('/v1/statements', { params: { query }, ...init(options) }));
    });
  }

  get(id: string, options?: RequestOptions): Promise<Statement> {
    return bodyOf(this.transport.api.GET('/v1/statements/{id}', { ...byId(id), ...this.transport.init(options) }));
  }

  /** The sums of a statement and of the payouts of its period, and what is open about them. */
  totals(id: string, options?: RequestOptions): Promise<StatementTotals> {
    const { api, init } = this.transport;
    return bodyOf(api.GET('/v1/statements/{id}/totals', { ...byId(id), ...init(options) }));
  }

  /** Withdraws a statement with a reason: its rows and its period count for nothing. Changes no payout. */
  withdraw(id: string, withdrawal: WithdrawStatement, options?: RequestOptions): Promise<Statement> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/statements/{id}/withdraw', { ...byId(id), body: withdrawal, ...init(options) }));
  }
}

/** `salur.differences` */
export class Differences {
  /** @internal */
  constructor(private readonly transport: Transport) {}

  /** Where statements and payouts differ, newest first. */
  list(filter: DifferenceFilter = {}, options: ListOptions = {}): List<Difference> {
    const { api, init } = this.transport;
    return new List((cursor) => {
      const query = { ...filter, ...pageQuery(cursor, options) };
      return bodyOf(api.GET('/v1/differences', { params: { query }, ...init(options) }));
    });
  }

  get(id: string, options?: RequestOptions): Promise<Difference> {
    return bodyOf(this.transport.api.GET('/v1/differences/{id}', { ...byId(id), ...this.transport.init(options) }));
  }

  /** Closes a difference with a reason: it opens again only when its evidence grows. Changes no payout. */
  close(id: string, closing: CloseDifference, options?: RequestOptions): Promise<Difference> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/differences/{id}/close', { ...byId(id), body: closing, ...init(options) }));
  }
}
