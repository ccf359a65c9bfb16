import { readFileSync } from 'node:fs';
import { Payout } from '#libs/payouts';
import { wholeDatabase } from '../../apps/api/src/testing/json-bodies.js';
import { type Api, type Json, startApi, validCashPickup } from '../../apps/api/src/testing/start-api.js';
import { reply, ScriptedServer, type SeenRequest } from '../../libs/providers/src/testing/scripted-server.js';
import { eventually } from '../support/eventually.js';
import { SEALED } from '../support/new-payout.js';
import { Receiver, verified } from '../support/receiver.js';

/** Texts that mean something to a program on the way: PostgreSQL, JSON, HTML, a shell, a spreadsheet, a template, a log. */
const TEXTS: readonly string[] = [
  `'; drop table payout; --`,
  `') or 1=1 --`,
  `" or ""="`,
  `'||pg_sleep(9)||'`,
  `1; select pg_sleep(9)`,
  `E'\\'' $$ $1 $2 :id ? %s %n`,
  `\\u0000 \\n \\" \\\\`,
  `"},"amount":1,{"`,
  `__proto__`,
  `</script><script>alert(1)</script>`,
  `<!--#exec cmd="ls"-->`,
  `=cmd|' /C calc'!A0`,
  `+1+1`,
  `-2+3`,
  `@SUM(A1)`,
  `\${jndi:ldap://x} {{7*7}} <%= 1 %> #{1}`,
  '$(id) `id` | id && id',
  `../../etc/passwd %00 %0d%0a`,
  `a&b=c;d#e`,
  `null`,
  `1e3`,
  `Größe 漢字 😀 O’Neil`,
];

let provider: ScriptedServer;
let receiver: Receiver;
let api: Api;
beforeAll(async () => {
  provider = await ScriptedServer.start();
  provider.script = answerAsDuitku;
  receiver = await Receiver.open();
  const [DUITKU_BASE_URL, DUITKU_CASH_OUT_BASE_URL] = [provider.url, provider.url];
  const environment = {
    DUITKU_BASE_URL,
    DUITKU_CASH_OUT_BASE_URL,
    WEBHOOK_ALLOW_PRIVATE: 'true',
    WORKER_INTERVAL: '50ms',
  };
  api = await startApi(environment);
});
afterAll(async () => {
  await api.close();
  await receiver.close();
  await provider.close();
});

/** Accepts every request, and repeats its fields. */
function answerAsDuitku({ body, path }: SeenRequest) {
  const asked = JSON.parse(body.toString());
  const sent = {
    ...asked,
    accountName: asked.accountName ?? 'Test Account',
    custRefNumber: asked.custRefNumber ?? '00127',
  };
  const cash = path.includes('cashout') ? { token: '230426073103' } : {};
  const answer = {
    ...sent,
    ...cash,
    disburseId: asked.disburseId ?? '12345',
    responseCode: '00',
    responseDesc: 'Success',
  };
  return reply({ body: JSON.stringify(answer) });
}

/** The requests that the provider received, with their bytes. */
function bodiesWith(reference: string): { path: string; raw: Buffer; fields: Json }[] {
  return provider.requests
    .map(({ path, body }) => ({ path, raw: body, fields: JSON.parse(body.toString()) }))
    .filter(({ fields }) => fields.purpose === reference);
}

const webhookAbout = (id: string) =>
  eventually('a webhook with its final status', async () => {
    const found = receiver.received.find(({ body }) => {
      const { type, data } = JSON.parse(body);
      return data.id === id && /succeeded|pending/.test(type);
    });
    return found ?? null;
  });

/** Creates a payout, waits for its end, and gives it as the API, the database and a webhook have it. */
async function everywhere(request: Record<string, unknown>, key: string, secret: string) {
  const created = await api.create(request, { prefer: 'wait=10' }, key);
  expect(created.status).toBe(201);
  const { id } = created.body;
  const read = (await api.call(`/v1/payouts/${id}`, { key })).body;
  const row = await api.dataSource.getRepository(Payout).findOneByOrFail({ id });
  const sent = verified(await webhookAbout(id), secret).data;
  return { read, row, people: SEALED.personalOf(row), sent };
}

describe('a text that means something to a program on the way (S14) (F64)', () => {
  let key: string;
  let secret: string;
  beforeAll(async () => {
    ({ key } = await api.newKey(['payouts:create', 'payouts:read', 'webhooks:manage', 'cash-pickup:read']));
    const endpoint = await api.call('/v1/webhook-endpoints', { method: 'POST', key, body: { url: receiver.url() } });
    secret = endpoint.body.secret;
  });

  it.each(TEXTS)('goes through a transfer to a bank unchanged: %j', async (text) => {
    const request = {
      reference: text.slice(0, 64),
      purpose: text,
      metadata: { [text.slice(0, 40).trim()]: text },
      sender: { id: text.slice(0, 64), name: text },
      destination: {
        type: 'bank_account',
        bankCode: '014',
        accountNumber: '8760673566',
        accountHolderName: 'Test Account',
      },
    };
    if (text === '__proto__') request.metadata = { name: text };
    const { read, row, people, sent } = await everywhere(request, key, secret);
    expect(read).toMatchObject({ ...request, status: 'succeeded', sender: { ...request.sender, phoneNumber: null } });
    expect(row).toMatchObject({ reference: request.reference, purpose: text, metadata: request.metadata });
    expect(people.sender).toMatchObject(request.sender);
    const { reference, purpose, metadata, sender } = request;
    expect(sent).toMatchObject({ reference, purpose, metadata, sender });
    const asked = bodiesWith(text).filter(({ path }) => !path.includes('cashout'));
    expect(asked.map(({ path }) => /inquiry|transfer/.exec(path)?.[0]).sort()).toEqual(['inquiry', 'transfer']);
    for (const { raw } of asked) expect(raw.includes(Buffer.from(JSON.stringify(text)))).toBe(true);
    expect(asked.find(({ fields }) => fields.senderName !== undefined)?.fields.senderName).toBe(text);
  });

  it.each(TEXTS)('goes through a cash pickup unchanged: %j', async (text) => {
    const destination = { ...(validCashPickup().destination as object), recipientName: text, address: text };
    const { read, people, sent } = await everywhere(
      { rail: 'duitku.cash_out', purpose: text, destination },
      key,
      secret,
    );
    expect(read.destination).toEqual(destination);
    expect(people.recipient).toMatchObject({ recipientName: text, address: text });
    expect(sent.destination).toMatchObject({ recipientName: text, address: text });
    const [asked] = bodiesWith(text).filter(({ path }) => path.includes('cashout'));
    expect(asked?.fields).toMatchObject({ accountName: text, accountAddress: text, purpose: text });
  });

  it('leaves every table where it was', async () => {
    const [{ count }] = await api.dataSource.query(`select count(*)::int from payout`);
    expect(count).toBe(2 * TEXTS.length);
  });
});

interface Parameter {
  readonly name: string;
  readonly in: string;
}
const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, { parameters?: Parameter[] }>>;
};
const parametersOf = (where: string) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { parameters = [] }]) =>
      parameters.filter((each) => each.in === where).map(({ name }) => ({ method: method.toUpperCase(), path, name })),
    ),
  );
/** Where any text is a fair question; everywhere else it is refused. */
const FREE = ['reference', 'actor', 'subjectId', 'metadataColumns'];
/** What else these need to be answered. */
const WITH: Readonly<Record<string, string>> = {
  '/v1/payouts/summary': '&createdFrom=2026-01-01T00:00:00Z&createdTo=2026-01-02T00:00:00Z',
};

describe('a parameter of a query', () => {
  it.each(parametersOf('query'))(
    '$name of $method $path is a value to PostgreSQL, whatever it says (S14)',
    async ({ path, name }) => {
      const before = await wholeDatabase(api);
      const { clientId } = await api.newKey([]);
      const tries = TEXTS.map(async (text) => {
        const answer = await api.call(
          `${path.replace('{id}', clientId)}?${name}=${encodeURIComponent(text)}${WITH[path] ?? ''}`,
        );
        const expected = FREE.includes(name) || (name === 'amount' && /^\d+$/.test(text)) ? 200 : 400;
        expect([text, answer.status, answer.body?.data?.length ?? 0]).toEqual([text, expected, 0]);
      });
      await Promise.all(tries);
      expect({ ...(await wholeDatabase(api)), client: '', api_key: '' }).toEqual({
        ...before,
        client: '',
        api_key: '',
      });
    },
  );
});

describe('a cell of a statement', () => {
  const ABOUT = { provider: 'duitku', from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' };
  const ROW = { date: '2026-11-01 12:00:00', disburseId: '1', custRefNumber: '2', type: 'transfer', amount: '1' };
  const csv = (...rows: (readonly string[])[]) =>
    rows.map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`).join('');
  const importAs = (key: string, body: string, about: Record<string, string> = {}) =>
    api.call(`/v1/statements?${new URLSearchParams({ ...ABOUT, ...about })}`, {
      method: 'POST',
      key,
      body,
      headers: { 'content-type': 'text/csv' },
    });
  const reader = () => api.newKey(['reconciliation:edit', 'reconciliation:read']);

  it.each(['disburseId', 'custRefNumber'])(
    'in the column %s is no identifier, and not repeated (S14)',
    async (column) => {
      const { key } = await reader();
      for (const text of TEXTS) {
        const answer = await importAs(key, csv(Object.keys(ROW), Object.values({ ...ROW, [column]: text })));
        expect([text, answer.status, answer.body.errors?.[0].field]).toEqual([text, 400, `line 2, ${column}`]);
        if (text.length > 8) expect(answer.text).not.toContain(text);
      }
      expect((await api.call('/v1/statements', { key })).body.data).toEqual([]);
    },
  );

  it('in an unused column, or in its header, is ignored (S14)', async () => {
    const { key } = await reader();
    const header = [...Object.keys(ROW), ...TEXTS.map((text) => `${text}`)];
    const answer = await importAs(key, csv(header, [...Object.values(ROW), ...TEXTS]));
    expect(answer).toMatchObject({ status: 201, body: { lines: 1 } });
  });

  it.each(['date', 'type', 'amount'])('in the column %s is no such thing, and not repeated (S14)', async (column) => {
    const before = await wholeDatabase(api);
    for (const text of TEXTS.filter((each) => !(column === 'amount' && /^[+-]?\d+$/.test(each)))) {
      const answer = await importAs(
        (await reader()).key,
        csv(Object.keys(ROW), Object.values({ ...ROW, [column]: text })),
      );
      expect([text, answer.status, answer.body.errors?.[0].field]).toEqual([text, 400, `line 2, ${column}`]);
      if (text.length > 8) expect(answer.text).not.toContain(text);
    }
    expect({ ...(await wholeDatabase(api)), client: '', api_key: '' }).toEqual({ ...before, client: '', api_key: '' });
  });

  it.each(['\0', '\u001b[31m', '\u202e', '\u200b'])(
    'with the character %j is refused by its line and column (S14)',
    async (bad) => {
      const { key } = await reader();
      for (const column of ['disburseId', 'custRefNumber']) {
        const answer = await importAs(key, csv(Object.keys(ROW), Object.values({ ...ROW, [column]: `12${bad}34` })));
        expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: `line 2, ${column}` }] } });
      }
      expect((await api.call('/v1/statements', { key })).body.data).toEqual([]);
    },
  );

  it.each([...Object.keys(ABOUT), 'numbers', 'minus', 'dates', 'skip', 'columns'])(
    'is not reached by what %s says (S14)',
    async (name) => {
      const { key } = await reader();
      for (const text of TEXTS) {
        const answer = await importAs(key, csv(Object.keys(ROW), Object.values(ROW)), { [name]: text });
        expect([text, answer.status, answer.body.errors?.[0].field]).toEqual([text, 400, name]);
      }
    },
  );
});

describe('a part of a path', () => {
  it.each(parametersOf('path'))(
    '$name of $method $path is a value to PostgreSQL, whatever it says (S14)',
    async ({ method, path, name }) => {
      const before = await wholeDatabase(api);
      const tries = TEXTS.map(async (text) => {
        const answer = await api.call(path.replace(`{${name}}`, encodeURIComponent(text)), { method });
        expect([400, 404, 415]).toContain(answer.status);
      });
      await Promise.all(tries);
      expect(await wholeDatabase(api)).toEqual(before);
    },
  );
});
