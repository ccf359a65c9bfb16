/**
 * The conformance suite: what every provider must do, whatever its protocol. A provider's own spec calls
 * `describeProvider` and adds what is special to it.
 */
import { createHash } from 'node:crypto';
import type { InquiryOutcome, InquiryPassed, StatusOutcome, TransferOutcome } from '../port/outcome.js';
import type { CallContext, Exchange, Provider, ProviderDefinition, Rail } from '../port/provider.js';
import type { Destination } from '../port/rail-declaration.js';
import { describeCallbacks } from './describe-callbacks.js';
import { describeEnvironment } from './describe-environment.js';
import { LOST_ANSWERS, UNUSABLE_ANSWERS } from './faults.js';
import { FIT_TO_KEEP, HOSTILE_TEXTS, textsOf, withTextFor, withTextIn } from './hostile-texts.js';
import { type MoneyStep, type ProviderSetup, type RailSetup, startProvider } from './provider-setup.js';
import { type Behaviour, reply, ScriptedServer } from './scripted-server.js';

/** Long enough that only faults which last for ever meet it. */
const PATIENT_MS = 5_000;
const IMPATIENT_MS = 250;

const UNSURE = { inquiry: 'unavailable', transfer: 'ambiguous', status: 'no_information' } as const;

export function describeProvider<Config>(specific: ProviderDefinition<Config>, setup: ProviderSetup): void {
  const definition = specific as ProviderDefinition;
  describe(`${definition.name} conforms`, () => {
    describeEnvironment(definition, setup);
    describeCallbacks(definition, setup);
    for (const rail of setup.rails) describe(rail.name, () => describeRail(definition, setup, rail));
  });
}

function describeRail(definition: ProviderDefinition, setup: ProviderSetup, railSetup: RailSetup): void {
  const bench = new Bench(definition, setup, railSetup);
  beforeAll(() => bench.open());
  beforeEach(() => bench.reset());
  afterEach(() => bench.checkEvidence());
  afterAll(() => bench.close());

  const steps = (['inquiry', 'transfer', 'status'] as const).filter((step) => railSetup[step] !== undefined);
  for (const step of steps) describe(step, () => describeAnswers(bench, railSetup, step));
  if (railSetup.inquiry !== undefined) describe('the name of the owner', () => describeName(bench, railSetup));
  describe('sending a transfer', () => describeSending(bench, railSetup));
  describe('a transfer that cannot connect', () => describeNotSent(definition, setup, railSetup, bench));
}

function describeAnswers(bench: Bench, railSetup: RailSetup, step: MoneyStep): void {
  const { success, best, fixtures, unknownCode, otherOrders } = railSetup[step] as NonNullable<RailSetup[MoneyStep]>;

  it(`calls a success ${best}`, async () => {
    bench.answer(reply({ body: success }));
    expect(await bench.call(step)).toMatchObject({ kind: best });
  });

  it.each([...fixtures])('$name', async ({ httpStatus, body, outcome }) => {
    bench.answer(reply({ httpStatus, body }));
    expect(await bench.call(step)).toMatchObject(outcome);
  });

  it.each([...UNUSABLE_ANSWERS, ...LOST_ANSWERS])(
    `calls $name ${UNSURE[step]}, and asks once (S24)`,
    async ({ act, slow }) => {
      bench.answer(act(success));
      expect((await bench.call(step, { impatient: slow })).kind).toBe(UNSURE[step]);
      expect(bench.asked()).toHaveLength(1);
      expect(bench.server.requests.filter(({ path }) => path === '/elsewhere')).toEqual([]);
    },
  );

  it(`calls a code in no list ${UNSURE[step]}`, async () => {
    bench.answer(reply({ body: unknownCode('Something new') }));
    expect(await bench.call(step)).toMatchObject({ kind: UNSURE[step], providerMessage: { message: 'Something new' } });
  });

  it('makes words of any kind fit to store and to show', async () => {
    const [accountNumber = ''] = numbersOf(railSetup.order.destination);
    bench.answer(reply({ body: unknownCode(`nul \u0000 lone \ud800 escape \u001b[31m number ${accountNumber}\n`) }));
    const { providerMessage } = await bench.call(step);
    expect(providerMessage.message).not.toContain(accountNumber);
    expect(providerMessage.message).toMatch(/^nul\s+lone \ufffd escape\s+\[31m number \*+\d{4}$/);
  });

  it.each(HOSTILE_TEXTS)(
    'returns only text that can be stored and shown when any of its texts has %s (S9) (F63)',
    async (_, text) => {
      for (const body of withTextIn(success, text)) {
        bench.answer(reply({ body }));
        const outcome = await bench.call(step);
        for (const text of textsOf(outcome)) expect([text, FIT_TO_KEEP.test(text)]).toEqual([text, true]);
      }
    },
  );

  it.each(Object.entries(otherOrders))(`calls a success about %s ${UNSURE[step]}`, async (_, body) => {
    bench.answer(reply({ body }));
    const outcome = await bench.call(step);
    expect(outcome.kind).toBe(UNSURE[step]);
    if (step !== 'inquiry') expect(outcome).toMatchObject({ alert: expect.any(String) });
  });

  it('records what was asked and answered', async () => {
    bench.answer(reply({ body: success }));
    const { kind, providerMessage } = await bench.call(step);
    const exchange = bench.exchanges.at(-1) as Exchange;
    expect(exchange).toMatchObject({
      step,
      httpStatus: 200,
      outcome: kind,
      providerCode: providerMessage.code,
      error: null,
    });
    expect(exchange.requestSha256).toBe(sha256(bench.asked()[0]?.body ?? Buffer.alloc(0)));
    expect(exchange.response).not.toBeNull();
  });

  it('says the same when recording fails', async () => {
    bench.answer(reply({ body: success }));
    const record = () => {
      throw new Error('the disk is full');
    };
    expect((await bench.call(step, { context: { record } })).kind).toBe(best);
  });
}

function describeName(bench: Bench, { inquiry, order }: RailSetup): void {
  const success = inquiry?.success as string;

  it.each(HOSTILE_TEXTS)(
    'is shown in plain characters when it has %s, and repeated verbatim if at all (S9) (F63)',
    async (_, text) => {
      bench.answer(reply({ body: success }));
      const usual = (await bench.call('inquiry')) as InquiryPassed;
      const returned = usual.accountName + text;
      bench.answer(reply({ body: withTextFor(success, usual.accountName, returned) }));
      const outcome = await bench.call('inquiry');
      if (outcome.kind !== 'passed') throw new Error(outcome.kind);
      expect(outcome.accountName).toMatch(FIT_TO_KEEP);
      expect(outcome.accountName.startsWith(usual.accountName.trim())).toBe(true);
      const rail = await bench.readyRail();
      const repeated = ({ accountName, ticket }: InquiryPassed) =>
        textsOf(JSON.parse(rail.prepareTransfer({ ...order, accountName, ticket }, new Date()).body.toString()));
      if (repeated(usual).includes(usual.accountName)) expect(repeated(outcome)).toContain(returned);
    },
  );
}

function describeSending(bench: Bench, { order, transfer }: RailSetup): void {
  it('prepares the same bytes again, without touching the network', async () => {
    const rail = await bench.readyRail();
    bench.server.connections = 0;
    const signedAt = new Date('2026-11-21T03:00:00.000Z');
    const prepared = rail.prepareTransfer(order, signedAt);
    expect(prepared.sha256).toBe(sha256(prepared.body));
    expect(rail.prepareTransfer(order, signedAt).body).toEqual(prepared.body);
    expect(bench.server.connections).toBe(0);
  });

  it('sends the prepared bytes', async () => {
    bench.answer(reply({ body: transfer.success }));
    const prepared = (await bench.readyRail()).prepareTransfer(order, new Date());
    await bench.rail().transfer(prepared, order, bench.context());
    expect(sha256(bench.asked()[0]?.body ?? Buffer.alloc(0))).toBe(prepared.sha256);
    expect(bench.exchanges.at(-1)?.requestSha256).toBe(prepared.sha256);
  });

  it('uses a connection of its own for every transfer, one after another and side by side', async () => {
    bench.answer(reply({ body: transfer.success }));
    for (let n = 0; n < 4; n += 1) await bench.call('transfer');
    await Promise.all([1, 2, 3, 4].map(() => bench.call('transfer')));
    const asked = bench.asked();
    expect(asked).toHaveLength(8);
    expect(new Set(asked.map(({ connection }) => connection)).size).toBe(8);
    expect(asked.every(({ headers }) => headers.connection === 'close')).toBe(true);
  });

  it('calls a connection that is cut before it was read ambiguous, and does not connect again', async () => {
    bench.server.onConnection = (socket) => socket.resetAndDestroy();
    const outcome = await bench.call('transfer');
    // a provider that asks something else first may lose that instead
    expect(bench.prelude ? ['ambiguous', 'not_sent'] : ['ambiguous']).toContain(outcome.kind);
    expect(bench.server.connections).toBe(1);
  });

  it('does not send when the caller has given up', async () => {
    expect((await bench.call('transfer', { context: { signal: AbortSignal.abort() } })).kind).toBe('not_sent');
    expect(bench.asked()).toEqual([]);
  });

  it('does not send at or after its deadline', async () => {
    expect((await bench.call('transfer', { context: { sendBeforeMs: performance.now() } })).kind).toBe('not_sent');
    expect(bench.asked()).toEqual([]);
  });

  it('sends before its deadline', async () => {
    bench.answer(reply({ body: transfer.success }));
    const sendBeforeMs = performance.now() + 60_000;
    expect((await bench.call('transfer', { context: { sendBeforeMs } })).kind).toBe(transfer.best);
  });

  it('calls a transfer ambiguous when the caller gives up after it was sent', async () => {
    const controller = new AbortController();
    bench.answer(() => controller.abort());
    expect((await bench.call('transfer', { context: { signal: controller.signal } })).kind).toBe('ambiguous');
  });

  it('lets a transfer under way finish before it closes', async () => {
    const provider = bench.start(bench.server.url);
    const arrived = Promise.withResolvers<() => void>();
    bench.answer((response, request) => arrived.resolve(() => reply({ body: transfer.success })(response, request)));
    const running = bench.call('transfer', { provider });
    const answer = await arrived.promise;
    let closed = false;
    const closing = provider.close().then(() => {
      closed = true;
    });
    // an idle provider closes in the meantime, so this one had the time to
    await bench.start(bench.server.url).close();
    expect(closed).toBe(false);
    answer();
    expect((await running).kind).toBe(transfer.best);
    await closing;
  });
}

function describeNotSent(
  definition: ProviderDefinition,
  setup: ProviderSetup,
  railSetup: RailSetup,
  bench: Bench,
): void {
  const transferTo = async (baseUrl: string) => {
    const provider = startProvider(definition, setup.environment(baseUrl), PATIENT_MS);
    try {
      return await bench.call('transfer', { provider });
    } finally {
      await provider.close();
    }
  };

  it('is not sent when the connection is refused', async () => {
    const gone = await ScriptedServer.start();
    const { url } = gone;
    await gone.close();
    expect(await transferTo(url)).toMatchObject({ kind: 'not_sent', providerMessage: { code: null } });
    expect(bench.exchanges.at(-1)?.error).toMatch(/^ECONNREFUSED/);
  });

  it('is not sent when the name is unknown', async () => {
    expect(await transferTo('http://does-not-exist.invalid')).toMatchObject({ kind: 'not_sent' });
    expect(bench.exchanges.at(-1)?.error).toMatch(/^(ENOTFOUND|EAI_AGAIN)/);
  });

  it('is not sent to a server that cannot prove who it is, and HTTP/2 is not offered (S23)', async () => {
    const impostor = await ScriptedServer.start('https');
    impostor.script = () => reply({ body: railSetup.transfer.success });
    try {
      expect(await transferTo(impostor.url)).toMatchObject({ kind: 'not_sent' });
      expect(bench.exchanges.at(-1)?.error).toMatch(/^DEPTH_ZERO_SELF_SIGNED_CERT/);
      expect(impostor.requests).toEqual([]);
      expect(impostor.offeredProtocols).toEqual([['http/1.1']]);
    } finally {
      await impostor.close();
    }
  });
}

type Outcome = InquiryOutcome | TransferOutcome | StatusOutcome;

interface CallOptions {
  readonly impatient?: boolean;
  readonly provider?: Provider;
  readonly context?: Partial<CallContext>;
}

/** A provider on a scripted server, with the evidence of the running test. */
class Bench {
  exchanges: Exchange[] = [];
  server!: ScriptedServer;
  readonly prelude: ProviderSetup['prelude'];
  #provider!: Provider;
  #impatient!: Provider;

  constructor(
    readonly definition: ProviderDefinition,
    readonly setup: ProviderSetup,
    readonly railSetup: RailSetup,
  ) {
    this.prelude = setup.prelude?.bind(setup);
  }

  async open(): Promise<void> {
    this.server = await ScriptedServer.start();
    this.#provider = this.start(this.server.url);
    this.#impatient = this.start(this.server.url, IMPATIENT_MS);
  }

  start(baseUrl: string, timeoutMs = PATIENT_MS): Provider {
    return startProvider(this.definition, this.setup.environment(baseUrl), timeoutMs);
  }

  reset(): void {
    this.exchanges = [];
    this.server.requests.length = 0;
    this.server.connections = 0;
    this.server.onConnection = () => {};
    this.answer(reply({ httpStatus: 500, body: 'the test has not said what to answer' }));
  }

  async close(): Promise<void> {
    await Promise.all([this.#provider.close(), this.#impatient.close()]);
    await this.server.close();
  }

  /** Answers the step; what comes before it is the setup's to answer. */
  answer(behaviour: Behaviour): void {
    this.server.script = (request) => this.prelude?.(request) ?? behaviour;
  }

  /** Requests of the step itself. */
  asked() {
    return this.server.requests.filter((request) => !this.prelude?.(request) && request.path !== '/elsewhere');
  }

  rail(provider = this.#provider): Rail {
    const rail = provider.rails.find(({ name }) => name === this.railSetup.name);
    if (!rail) throw new Error(`no rail ${this.railSetup.name}`);
    return rail;
  }

  /** A rail that can prepare a transfer. */
  async readyRail(): Promise<Rail> {
    await this.rail().prepareSigning?.(this.context());
    return this.rail();
  }

  context(overrides: Partial<CallContext> = {}): CallContext {
    return { record: (exchange) => this.exchanges.push(exchange), ...overrides };
  }

  async call(step: MoneyStep, { impatient = false, provider, context = {} }: CallOptions = {}): Promise<Outcome> {
    const rail = this.rail(provider ?? (impatient ? this.#impatient : this.#provider));
    const { order } = this.railSetup;
    if (step === 'transfer') {
      const readiness = await rail.prepareSigning?.(this.context(context));
      if (readiness?.kind === 'unready') return { kind: 'not_sent', providerMessage: readiness.providerMessage };
      return rail.transfer(rail.prepareTransfer(order, new Date()), order, this.context(context));
    }
    if (step === 'status') return rail.checkStatus(order, this.context(context));
    if (!rail.inquire) throw new Error(`${rail.name} has no inquiry`);
    return rail.inquire(order, this.context(context));
  }

  /** Runs after every test: no exchange may show a secret or an account, or hold what PostgreSQL refuses. */
  checkEvidence(): void {
    const { secrets, identifiers } = this.setup;
    const { accountName, destination, callbackUrl } = this.railSetup.order;
    const about = [accountName, callbackUrl, ...numbersOf(destination), ...wordsOf(destination)];
    const hiddenTexts = [...secrets, ...identifiers, ...about].filter((text) => text !== null && text !== '');
    for (const exchange of this.exchanges) {
      for (const text of Object.values(exchange).filter((value) => typeof value === 'string')) {
        for (const hidden of hiddenTexts) expect(text).not.toContain(hidden);
        expect(text.isWellFormed() && !text.includes('\u0000')).toBe(true);
      }
      expect(exchange.durationMs).toBeGreaterThanOrEqual(0);
    }
  }
}

/** Account, phone and identity numbers. */
function numbersOf(destination: Destination): string[] {
  if (destination.type === 'bank_account') return [destination.accountNumber];
  return [destination.phoneNumber, destination.identityNumber];
}

/** Name and address of a person. */
function wordsOf(destination: Destination): (string | null)[] {
  return destination.type === 'cash_pickup' ? [destination.recipientName, destination.address] : [];
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
