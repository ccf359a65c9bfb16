import { createHash } from 'node:crypto';
import { type Api, BOOTSTRAP_KEY, startApi } from '../testing/start-api.js';

let api: Api;
beforeAll(async () => {
  api = await startApi({ API_KEY_PEPPER: 'pepper-0123456789abcdef0123456789abcdef' });
});
afterAll(() => api.close());

/** Every row of every table, as a thief would have it. */
async function dump(): Promise<string> {
  const tables: { name: string }[] = await api.dataSource.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) => api.dataSource.query(`select t::text as row from ${name} t`)),
  );
  return rows
    .flat()
    .map(({ row }) => row)
    .join('\n');
}

describe('a stolen database (S31)', () => {
  it('contains no API key in any encoding, and no value in it authenticates', async () => {
    const { body: client } = await api.call('/v1/clients', { method: 'POST', body: { name: 'robbed' } });
    const scopes = ['payouts:read'];
    const { body: made } = await api.call(`/v1/clients/${client.id}/keys`, { method: 'POST', body: { scopes } });
    const { body: rotated } = await api.call(`/v1/keys/${made.id}/rotate`, { method: 'POST', body: {} });
    for (const { key } of [made, rotated]) expect((await api.call('/v1/payouts', { key })).status).toBe(200);

    const stolen = await dump();
    expect(stolen).toContain('robbed');
    for (const key of [made.key, rotated.key, BOOTSTRAP_KEY] as string[]) {
      const secret = key.split('_').at(-1) as string;
      const spellings = [key, secret].flatMap((text) => [
        text,
        Buffer.from(text).toString('base64'),
        Buffer.from(text).toString('hex'),
        // A hash without a secret could be looked up or guessed.
        createHash('sha256').update(text).digest('hex'),
      ]);
      for (const spelling of spellings) expect(stolen).not.toContain(spelling);
    }

    const words = [...new Set(stolen.match(/[\w+/=.-]{16,}/g))];
    const ids = words.filter((word) => /^[0-9a-f-]{36}$/.test(word)).map((id) => id.replaceAll('-', ''));
    const hashes = words.filter((word) => /^x?[0-9a-f]{64}$/.test(word)).map((word) => word.replace('x', ''));
    expect(hashes.length).toBeGreaterThanOrEqual(3);
    const guesses = [...words, ...hashes, ...ids.flatMap((id) => hashes.map((hash) => `salur_${id}_${hash}`))].slice(
      0,
      400,
    );
    for (const key of guesses) expect([key, (await api.call('/v1/payouts', { key })).status]).toEqual([key, 401]);
  });
});
