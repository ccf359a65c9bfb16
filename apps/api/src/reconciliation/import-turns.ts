import pLimit, { type LimitFunction } from 'p-limit';
import { Problem } from '#libs/platform';

/** A large statement takes some 100 MB while it is imported. */
const MOST_AT_ONCE = 2;
/** One that is imported, and others whose body is not read while they wait. */
const MOST_OF_CLIENT = 10;
/** A statement of 200,000 rows is imported in less. */
const RETRY_AFTER_SECONDS = 30;

interface ClientTurns {
  readonly limit: LimitFunction;
  count: number;
}

/** Gives imports their turns: one at a time for each client, and two in the process. */
export class ImportTurns {
  private readonly all = pLimit(MOST_AT_ONCE);
  private readonly ofClients = new Map<string, ClientTurns>();

  /** @throws Problem `rate_limited` when too many imports of the client wait already */
  async take<T>(clientId: string, work: () => Promise<T>): Promise<T> {
    const own = this.ofClients.get(clientId) ?? { limit: pLimit(1), count: 0 };
    if (own.count >= MOST_OF_CLIENT)
      throw new Problem(
        'rate_limited',
        `A client has at most ${MOST_OF_CLIENT} imports of statements at once, of which one is worked on`,
        {},
        { retryAfterSeconds: RETRY_AFTER_SECONDS },
      );
    this.ofClients.set(clientId, own);
    own.count += 1;
    try {
      return await own.limit(() => this.all(work));
    } finally {
      own.count -= 1;
      if (own.count === 0) this.ofClients.delete(clientId);
    }
  }
}
