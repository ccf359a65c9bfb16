import { createTestDatabase, type TestDatabase } from '../../../test/support/embedded-postgres-database.js';
import { eventually } from '../../../test/support/eventually.js';
import { newClient } from '../../../test/support/new-payout.js';
import { type Received, Receiver, verified } from '../../../test/support/receiver.js';
import { testActor } from '../../../test/support/test-actor.js';
import { ManageEndpoints } from './manage-endpoints.js';
import { RETRY_WAITS_MS } from './retry-schedule.js';
import { WebhooksReplica } from './testing/webhooks-replica.js';

const EVENTS_BEFORE = 12;
const EVENTS_DURING = 12;
const EVENTS_AFTER = 6;
/** Fewer than there are tries, so that nothing is parked. */
const MOST_FAILURES = RETRY_WAITS_MS.length - 1;

let database: TestDatabase;
let replica: WebhooksReplica;

beforeAll(async () => {
  database = await createTestDatabase();
  replica = await WebhooksReplica.start(database.url, { retryWaitsMs: RETRY_WAITS_MS.map(() => 60) });
});
afterAll(async () => {
  await replica.stop();
  await database.drop();
});

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function numbersOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A receiver that verifies with the secret it knows, as the reference library does it, and fails every so often. */
class VerifyingReceiver {
  readonly taken = new Map<string, Received>();
  readonly unverified: Received[] = [];
  private readonly failures = new Map<string, number>();

  constructor(
    readonly receiver: Receiver,
    public secret: string,
    random: () => number,
  ) {
    receiver.answer = (response, received) => {
      const id = received.headers['webhook-id'] as string;
      const soFar = this.failures.get(id) ?? 0;
      if (!isSignedWith(received, this.secret)) {
        this.unverified.push(received);
        return void response.writeHead(401).end();
      }
      if (soFar < MOST_FAILURES && random() < 0.6) {
        this.failures.set(id, soFar + 1);
        return random() < 0.5 ? void response.destroy() : void response.writeHead(500).end();
      }
      this.taken.set(id, received);
      response.end();
    };
  }
}

function isSignedWith(received: Received, secret: string): boolean {
  try {
    return verified(received, secret) !== undefined;
  } catch {
    return false;
  }
}

const signaturesOf = ({ headers }: Received) => (headers['webhook-signature'] as string).split(' ').length;

describe('a secret that is rotated amid retries', () => {
  it.each([[1], [2], [3]])(
    'signs beside the old one until that ends: the reference library verifies every delivery and nothing is lost, seed %d (F70, S26)',
    async (seed) => {
      const random = numbersOf(seed);
      const receiver = await Receiver.open();
      const clientId = await newClient(replica.db);
      const { endpoint, secret: before } = await replica.endpoint(clientId, receiver.url());
      const client = new VerifyingReceiver(receiver, before, random);
      const announce = async (count: number) => {
        for (let index = 0; index < count; index += 1) await replica.cancelledPayout(clientId);
      };
      const endWork = replica.keepWorking();

      await announce(EVENTS_BEFORE);
      const { secret: after } = await replica.get(ManageEndpoints).rotateSecret(clientId, endpoint.id, testActor());
      await announce(EVENTS_DURING);
      const inOverlap = await eventually('both secrets sign', async () => {
        const both = receiver.received.filter((received) => signaturesOf(received) === 2);
        return both.length >= 10 && both;
      });
      for (const received of inOverlap)
        expect([isSignedWith(received, before), isSignedWith(received, after)]).toEqual([true, true]);
      client.secret = after;
      await replica.db.query(`update webhook_endpoint set previous_secret_until = now() where id = $1`, [endpoint.id]);
      await announce(EVENTS_AFTER);
      const deliveries = await eventually('all are delivered', async () => {
        const all = await replica.deliveries(endpoint.id);
        return all.length === EVENTS_BEFORE + EVENTS_DURING + EVENTS_AFTER &&
          all.every(({ status }) => status === 'delivered')
          ? all
          : null;
      });
      await endWork();
      await receiver.close();

      expect([...client.taken.keys()].sort()).toEqual(deliveries.map(({ eventId }) => eventId).sort());
      expect(client.unverified).toEqual([]);
      const retried = receiver.received.length - deliveries.length;
      expect(retried).toBeGreaterThan(deliveries.length / 2);
      for (const { eventId } of deliveries.slice(-EVENTS_AFTER)) {
        const last = client.taken.get(eventId) as Received;
        expect([signaturesOf(last), isSignedWith(last, after), isSignedWith(last, before)]).toEqual([1, true, false]);
      }
    },
  );
});
