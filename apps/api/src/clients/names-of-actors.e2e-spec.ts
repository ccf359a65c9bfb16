import { CommandLine } from '../../../../test/support/command-line.js';
import { newPayout } from '../../../../test/support/new-payout.js';
import { newDifference } from '../testing/given-rows.js';
import { type Api, type Json, startApi } from '../testing/start-api.js';
import { newTeam, type Team } from '../testing/team.js';

let api: Api;
let team: Team;
let salur: CommandLine;
beforeAll(async () => {
  api = await startApi({ TWO_PEOPLE_FROM: '1000000' });
  team = await newTeam(api);
  salur = new CommandLine({ NODE_ENV: 'test', DATABASE_URL: api.databaseUrl, SALUR_OPERATOR: 'fatima' });
});
afterAll(() => api.close());

const auditOf = async (subjectId: string, key?: string): Promise<Json[]> =>
  (await api.call(`/v1/audit-entries?subjectId=${subjectId}`, { key })).body.data;

describe('the name of a key', () => {
  it('is beside the actor in the history and in the audit trail, also after the key was rotated', async () => {
    const budi = await (await team.member(undefined, 'Budi Santoso')).rotated();
    const { body: payout } = await api.create({}, {}, budi.key);
    const named = { actor: budi.actor, actorName: 'Budi Santoso' };
    expect((await budi.call(`/v1/payouts/${payout.id}/events`)).body.data).toMatchObject([named]);
    expect(await auditOf(payout.id)).toMatchObject([named]);
    expect(await salur.json('payout', 'show', payout.id)).toMatchObject({ events: [named] });
    expect((await salur.run('payout', 'show', payout.id)).stdout).toContain(`by Budi Santoso (${budi.actor})`);
  });

  it('is beside the first of two people who resolve a payout', async () => {
    const ani = await team.member(undefined, 'Ani');
    const id = await newPayout(api.dataSource, { status: 'review', clientId: team.clientId, amount: 1_000_000n });
    const { body } = await ani.post(`/v1/payouts/${id}/resolve`, { resolution: 'paid', reason: 'statement' });
    expect(body.review.proposal).toMatchObject({ by: ani.actor, byName: 'Ani' });
  });

  it('is beside the key that closed a difference, as is the name of an operator', async () => {
    const scopes = ['reconciliation:read', 'reconciliation:edit'];
    const ani = await team.member(scopes, 'Ani');
    const [first, second] = [await newDifference(api, team.clientId), await newDifference(api, team.clientId)];
    const { body } = await ani.post(`/v1/differences/${first}/close`, { reason: 'explained' });
    expect(body).toMatchObject({ closedBy: ani.actor, closedByName: 'Ani' });
    await salur.json('difference', 'close', second, '--reason', 'explained', '--yes');
    const { body: list } = await ani.call('/v1/differences');
    expect(list.data).toMatchObject([
      { id: second, closedBy: 'operator:fatima', closedByName: 'fatima' },
      { id: first, closedByName: 'Ani' },
    ]);
  });

  it('is, for a key without one, its client and the end of its id', async () => {
    const [member, { body: client }] = [await team.member(), await api.call(`/v1/clients/${team.clientId}`)];
    const { body: payout } = await api.create({}, {}, member.key);
    const { body } = await member.call(`/v1/payouts/${payout.id}/events`);
    expect(body.data[0].actorName).toBe(`${client.name}, key …${member.actor.slice(-4)}`);
  });

  it('is given at the command line too, and listed', async () => {
    const made = await salur.json<Json>('key', 'create', team.clientId, '--scope', 'payouts:read', '--name', 'Gudang');
    expect(made).toMatchObject({ name: 'Gudang' });
    const { body } = await api.call(`/v1/clients/${team.clientId}/keys`);
    expect(body.data.find(({ id }: Json) => id === made.id)).toMatchObject({ name: 'Gudang' });
    expect((await salur.run('key', 'list', team.clientId)).stdout).toContain('Gudang');
  });

  it.each(['', 'x'.repeat(65), 'a\u202eb', 7])('is refused as %j', async (name) => {
    const body = { name, scopes: ['payouts:read'] };
    const answer = await api.call(`/v1/clients/${team.clientId}/keys`, { method: 'POST', body });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'name' }] } });
  });
});

describe('the reason of a confirmation', () => {
  const inquired = () => newPayout(api.dataSource, { status: 'inquired', clientId: team.clientId });

  it('is in the audit trail, and kept for the history', async () => {
    const [ani, id] = [await team.member(), await inquired()];
    expect(await ani.post(`/v1/payouts/${id}/confirm`, { reason: 'Invoice 4711 is approved' })).toMatchObject({
      status: 200,
    });
    expect((await auditOf(id))[0]).toMatchObject({ action: 'payout.confirm', reason: 'Invoice 4711 is approved' });
    const [row] = await api.dataSource.query(`select confirmed_reason from payout where id = $1`, [id]);
    expect(row).toEqual({ confirmed_reason: 'Invoice 4711 is approved' });
  });

  it.each([
    ['is not needed', undefined, 200],
    ['may be null', { reason: null }, 200],
    ['is refused when it is empty', { reason: '' }, 400],
    ['is refused when it is too long', { reason: 'x'.repeat(501) }, 400],
    ['comes alone', { reason: 'x', force: true }, 400],
  ])('%s', async (_what, body, status) => {
    const [ani, id] = [await team.member(), await inquired()];
    expect(await ani.post(`/v1/payouts/${id}/confirm`, body)).toMatchObject({ status });
  });
});

describe('the scope audit:read', () => {
  it('opens the audit trail, and nothing of clients and keys', async () => {
    const { key } = await api.newKey(['audit:read']);
    expect(await api.call('/v1/audit-entries', { key })).toMatchObject({ status: 200 });
    expect(await api.call('/v1/clients', { key })).toMatchObject({ status: 403, body: { scope: 'admin' } });
  });
});
