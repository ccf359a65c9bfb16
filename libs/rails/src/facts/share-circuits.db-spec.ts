import type { DataSource } from 'typeorm';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { Circuits, OPEN_MS } from '../choice/circuits.js';
import { ShareCircuits } from './share-circuits.js';

let db: DataSource;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
});
afterAll(() => close());
beforeEach(() => db.query(`delete from provider_circuit`));

/** What one process has of circuits. */
class Process {
  nowMs = 0;
  readonly circuits = new Circuits(() => this.nowMs);
  private readonly share = new ShareCircuits(db, this.circuits);

  call(what: 'answered' | 'silent', times = 1): this {
    for (let time = 0; time < times; time += 1) this.circuits.record('duitku', what);
    return this;
  }

  exchange(): Promise<void> {
    return this.share.exchange();
  }

  get state(): string {
    return this.circuits.stateOf('duitku');
  }
}

async function exchanged(...processes: Process[]): Promise<void> {
  for (const each of [...processes, ...processes]) await each.exchange();
}

describe('circuits of two processes', () => {
  it('open in both when one gets no response, and close in both when the other one gets one', async () => {
    const [worker, api] = [new Process(), new Process()];
    worker.call('silent', 5);
    await exchanged(worker, api);
    expect([worker.state, api.state]).toEqual(['open', 'open']);
    expect(api.circuits.sharedOf('duitku')).toMatchObject({
      silences: 5,
      openedAt: expect.any(Date),
      lastAnswerAt: null,
    });
    api.call('answered');
    await exchanged(api, worker);
    expect([worker.state, api.state]).toEqual(['closed', 'closed']);
    expect(worker.circuits.sharedOf('duitku')).toMatchObject({
      silences: 0,
      openedAt: null,
      lastAnswerAt: expect.any(Date),
    });
  });

  it('count the silences of both', async () => {
    const [one, two] = [new Process().call('silent', 3), new Process().call('silent', 2)];
    await exchanged(one, two);
    expect([one.state, two.state]).toEqual(['open', 'open']);
  });

  it('are tested by one payout of all processes', async () => {
    const [one, two] = [new Process().call('silent', 5), new Process()];
    await exchanged(one, two);
    one.nowMs = two.nowMs = OPEN_MS + 1;
    expect([one.state, two.state]).toEqual(['half_open', 'half_open']);
    one.circuits.startTest('duitku');
    await exchanged(one, two);
    expect([one.state, two.state]).toEqual(['open', 'open']);
  });

  it('keep what was learned while the exchange was under way, and begin at a response', async () => {
    const one = new Process().call('silent', 4).call('answered').call('silent', 2);
    const exchange = one.exchange();
    one.call('silent', 3);
    await exchange;
    expect(one.state).toBe('open');
    await one.exchange();
    const [row] = await db.query(`select silences, opened_at is not null as open from provider_circuit`);
    expect(row).toEqual({ silences: 5, open: true });
  });

  it('are not written for each response', async () => {
    const one = new Process().call('answered', 100);
    await one.exchange();
    one.call('answered', 100);
    expect(one.circuits.takeNews().size).toBe(0);
    one.nowMs = 10_000;
    expect(one.call('answered').circuits.takeNews().size).toBe(1);
  });

  it('stay those of the process while the database is away, and are shared afterwards', async () => {
    const circuits = new Circuits();
    const away = { driver: { master: { query: () => Promise.reject(new Error('away')) } } } as unknown as DataSource;
    for (let time = 0; time < 5; time += 1) circuits.record('duitku', 'silent');
    await new ShareCircuits(away, circuits).exchange();
    expect(circuits.stateOf('duitku')).toBe('open');
    await new ShareCircuits(db, circuits).exchange();
    const other = new Process();
    await other.exchange();
    expect(other.state).toBe('open');
  });
});
