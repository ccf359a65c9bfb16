import { newPayout } from '../../../../test/support/new-payout.js';
import { type Answer, type Api, type Json, startApi } from '../testing/start-api.js';
import { type Member, newTeam, type Team } from '../testing/team.js';

/** From here on it takes two. */
const FROM = 1_000_000;

let api: Api;
let team: Team;
let ani: Member;
let budi: Member;
let citra: Member;
beforeAll(async () => {
  api = await startApi({ TWO_PEOPLE_FROM: String(FROM) });
  team = await newTeam(api);
  [ani, budi, citra] = [await team.member(), await team.member(), await team.member()];
  await api.dataSource.query(
    `insert into webhook_endpoint (id, client_id, url, events, secret_sealed)
     values (gen_random_uuid(), $1, 'https://receiver.invalid', '{payout.succeeded,payout.failed}', '')`,
    [team.clientId],
  );
});
afterAll(() => api.close());

type Resolution = 'paid' | 'failed';

const inReview = (amount = FROM) =>
  newPayout(api.dataSource, { clientId: team.clientId, status: 'review', amount: BigInt(amount) });
const resolve = (by: Member, id: string, resolution: Resolution, said: Record<string, unknown> = {}) =>
  by.post(`/v1/payouts/${id}/resolve`, { resolution, reason: 'Seen on the statement', ...said });
const read = async (id: string): Promise<Json> => (await ani.call(`/v1/payouts/${id}`)).body;
const historyOf = async (id: string): Promise<Json[]> => (await ani.call(`/v1/payouts/${id}/events`)).body.data;
const proposalOf = async (id: string) => (await read(id)).review.proposal;

async function proposed(by: Member, resolution: Resolution): Promise<string> {
  const id = await inReview();
  const answer = await resolve(by, id, resolution);
  expect(answer).toMatchObject({ status: 200, body: { status: 'review' } });
  return id;
}

describe('the resolution of a payout that takes two people', () => {
  it('is proposed by the first, who sees it in the payout, and moves nothing (S5)', async () => {
    const id = await inReview();
    const before = await read(id);
    expect(before).toMatchObject({ status: 'review', review: { reason: 'unresolved', proposal: null } });
    const answer = await resolve(ani, id, 'paid', { evidence: 'line 17' });
    const proposal = {
      resolution: 'paid',
      reason: 'Seen on the statement',
      evidence: 'line 17',
      by: ani.actor,
      at: expect.stringMatching(/Z$/),
    };
    const { next } = before.explanation;
    const explanation = {
      ...before.explanation,
      next: `${answer.body.review.proposal.byName} has proposed a resolution; a second person has to send the same. ${next}`,
    };
    expect(answer).toMatchObject({
      ...{ status: 200, body: { ...before, explanation, review: { ...before.review, proposal } } },
    });
    expect(await read(id)).toEqual(answer.body);
    const { body: page } = await budi.call('/v1/payouts?status=review&limit=1');
    expect(page.data).toEqual([answer.body]);
    expect((await historyOf(id)).at(-1)).toMatchObject({ event: 'escalated' });
  });

  it.each([
    ['paid', 'succeeded', null],
    ['failed', 'failed', { code: 'resolved_failed', message: 'Support says so', providerCode: null }],
  ] as const)(
    'ends as %s when a second person sends the same resolution, and the history names both (S5)',
    async (resolution, status, failure) => {
      const id = await proposed(ani, resolution);
      const proposal = await proposalOf(id);
      const answer = await resolve(budi, id, resolution, { reason: 'Support says so', evidence: 'ticket 4711' });
      expect(answer).toMatchObject({ status: 200, body: { status, proof: 'operator', review: null, failure } });
      expect((await historyOf(id)).at(-1)).toMatchObject({
        event: `resolved_${resolution}`,
        actor: budi.actor,
        detail: {
          reason: 'Support says so',
          evidence: 'ticket 4711',
          proposedBy: ani.actor,
          proposal: { reason: 'Seen on the statement', evidence: null, at: proposal.at },
        },
      });
      expect(await resolve(citra, id, resolution)).toMatchObject({ status: 409, body: { code: 'illegal_transition' } });
    },
  );

  it('is not ended by its own proposer, nor by keys rotated from the proposer’s (S5)', async () => {
    const first = await team.member();
    const id = await proposed(first, 'paid');
    const second = await first.rotated();
    const third = await second.rotated();
    const proposal = await proposalOf(id);
    for (const same of [first, second, third]) {
      const answer = await resolve(same, id, 'paid');
      expect(answer).toMatchObject({ status: 403, body: { code: 'second_person_needed', proposal } });
      expect(answer.body.detail).toContain('another key with the scope payouts:resolve');
    }
    expect(await read(id)).toMatchObject({ status: 'review', review: { proposal } });
    expect(await resolve(budi, id, 'paid')).toMatchObject({ body: { status: 'succeeded' } });
  });

  it('is not ended by a different resolution, whose response contains the proposal (S5)', async () => {
    const id = await proposed(ani, 'paid');
    const proposal = await proposalOf(id);
    expect(await resolve(budi, id, 'failed')).toMatchObject({
      status: 409,
      body: { code: 'resolution_differs', proposal },
    });
    expect(await read(id)).toMatchObject({ status: 'review', review: { proposal } });
  });

  it('can be replaced by its proposer, also with a rotated key; then the new one has to be agreed to (S5)', async () => {
    const first = await team.member();
    const id = await proposed(first, 'paid');
    const replaced = await resolve(await first.rotated(), id, 'failed', { reason: 'Sent back' });
    expect(replaced).toMatchObject({
      status: 200,
      body: { status: 'review', review: { proposal: { resolution: 'failed', reason: 'Sent back' } } },
    });
    expect(await resolve(budi, id, 'paid')).toMatchObject({ status: 409, body: { code: 'resolution_differs' } });
    expect(await resolve(budi, id, 'failed')).toMatchObject({ status: 200, body: { status: 'failed' } });
  });

  it('counts in the review it was proposed in, and in no later one (S5)', async () => {
    const id = await proposed(ani, 'paid');
    await resolve(budi, id, 'paid');
    await contradict(id);
    expect(await read(id)).toMatchObject({ status: 'review', review: { reason: 'contradicted', proposal: null } });
    expect(await resolve(budi, id, 'paid')).toMatchObject({ body: { status: 'review' } });
    expect((await proposalOf(id)).by).toBe(budi.actor);
  });

  it('needs a new proposal three days later (S5)', async () => {
    const id = await proposed(ani, 'paid');
    await proposedAgo(id, '71 hours');
    expect(await resolve(budi, id, 'failed')).toMatchObject({ status: 409 });
    await proposedAgo(id, '2 hours');
    expect(await proposalOf(id)).toBeNull();
    expect(await resolve(budi, id, 'failed')).toMatchObject({ body: { status: 'review' } });
    expect(await resolve(ani, id, 'failed')).toMatchObject({ body: { status: 'failed' } });
  });

  it.each([
    ['two', 'the same', ['paid']],
    ['three', 'the same', ['failed']],
    ['two', 'different things', ['paid', 'failed']],
    ['three', 'different things', ['paid', 'failed']],
  ] as const)('has one effect when %s people say %s many times at once (S5)', async (many, _what, words) => {
    const people = many === 'two' ? [ani, budi] : [ani, budi, citra];
    for (let round = 0; round < 3; round += 1) {
      const id = await inReview();
      const said = Array.from({ length: 24 }, (_, n) => ({
        by: people[n % people.length] as Member,
        resolution: words[(n + Math.floor(n / people.length)) % words.length] as Resolution,
      }));
      const answers = await Promise.all(said.map(({ by, resolution }) => resolve(by, id, resolution)));
      // The first proposer may keep one resolution while the others keep the opposite one: then the review stays open.
      const isOpen = words.length > 1 && (await read(id)).status === 'review';
      if (isOpen) expect(await effectsOf(id)).toEqual([]);
      else await expectOneEffect(id, answers);
    }
  });
});

const effectsOf = async (id: string) => (await historyOf(id)).filter(({ version }) => version > 5);

/** Whatever was said at once: one move, by two people who said the same, and nothing that is not allowed. */
async function expectOneEffect(id: string, answers: readonly Answer[]): Promise<void> {
  for (const { status } of answers) expect([200, 403, 409]).toContain(status);
  const ended = answers.filter(({ body }) => body.status === 'succeeded' || body.status === 'failed');
  expect(ended).toHaveLength(1);
  const [last, ...others] = await effectsOf(id);
  expect(others).toEqual([]);
  expect(last).toMatchObject({ version: 6, to: ended[0]?.body.status });
  expect(last.detail.proposedBy).not.toBe(last.actor);
  const proposals: { actor: string; resolution: string }[] = await api.dataSource.query(
    `select actor, resolution from resolution_proposal where payout_id = $1 order by id`,
    [id],
  );
  expect({ ...proposals.at(-1) }).toEqual({
    actor: last.detail.proposedBy,
    resolution: last.event.replace('resolved_', ''),
  });
  const announced = await api.dataSource.query(
    `select version from outbox where payout_id = $1 union all
     select substring(event_id from '[0-9]+$')::int from webhook_delivery where payout_id = $1`,
    [id],
  );
  expect(announced).toEqual([{ version: 6 }]);
  expect(await read(id)).toMatchObject({ version: 6, review: null });
}

/** The provider says the opposite of what two people said. */
async function contradict(id: string): Promise<void> {
  await api.dataSource.transaction(async (tx) => {
    await tx.query(
      `update payout set status = 'review', version = 7, proof = null, completed_at = null,
         review_reason = 'contradicted', review_since = now() where id = $1`,
      [id],
    );
    await tx.query(
      `insert into payout_event (payout_id, version, event, from_status, to_status, actor)
       values ($1, 7, 'contradicted', 'succeeded', 'review', 'salur')`,
      [id],
    );
  });
}

/** As if so much more time had passed since it was proposed. */
async function proposedAgo(id: string, interval: string): Promise<void> {
  await api.dataSource.transaction(async (tx) => {
    // The guard refuses this, as it must; a test may not wait for days.
    await tx.query('alter table resolution_proposal disable trigger resolution_proposal_is_append_only');
    await tx.query(`update resolution_proposal set at = at - $2::interval where payout_id = $1`, [id, interval]);
    await tx.query('alter table resolution_proposal enable trigger resolution_proposal_is_append_only');
  });
}

describe('the resolution of a payout below the limit', () => {
  it('takes one person, as without a limit', async () => {
    const id = await inReview(FROM - 1);
    expect(await resolve(ani, id, 'paid')).toMatchObject({ status: 200, body: { status: 'succeeded' } });
    expect((await historyOf(id)).at(-1)?.detail).toEqual({ reason: 'Seen on the statement', evidence: null });
  });
});
