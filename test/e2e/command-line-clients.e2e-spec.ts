import { type Api, startApi } from '../../apps/api/src/testing/start-api.js';
import { CommandLine } from '../support/command-line.js';

let api: Api;
let salur: CommandLine;

beforeAll(async () => {
  api = await startApi();
  salur = new CommandLine({ NODE_ENV: 'test', DATABASE_URL: api.databaseUrl, SALUR_OPERATOR: 'fatima' });
});
afterAll(() => api.close());

/** What a key opens. */
async function statusOf(key: string, path = '/v1/payouts'): Promise<number> {
  return (await api.call(path, { key })).status;
}

interface Client {
  readonly id: string;
  readonly name: string;
  readonly suspended: boolean;
  readonly limits: object;
}

interface Key {
  readonly id: string;
  readonly key: string;
  readonly revokedAt: string | null;
}

describe('salur client and salur key', () => {
  it('make a client and a key that opens what its scope says, over REST too, until it is revoked', async () => {
    const client = await salur.json<Client>('client', 'create', 'payroll', '--daily-amount', '500000000');
    expect(client).toMatchObject({ name: 'payroll', limits: { dailyAmount: 500_000_000, dailyCount: null } });
    expect((await api.call(`/v1/clients/${client.id}`)).body).toEqual(client);

    const made = await salur.run('key', 'create', 'payroll', '--scope', 'payouts:read', '--quiet');
    expect(made).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^salur_[0-9a-f_]+\n$/) });
    const key = made.stdout.trim();
    expect(await statusOf(key)).toBe(200);
    expect(await statusOf(key, '/v1/clients')).toBe(403);

    const { data } = await salur.json<{ data: Key[] }>('key', 'list', 'payroll');
    const [listed] = data;
    expect(JSON.stringify(data)).not.toContain(key.slice(-32));
    const revoked = await salur.run('key', 'revoke', listed?.id as string, '--yes', '--as', 'budi');
    expect(revoked).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('by operator:budi') });
    const { body } = await api.call(`/v1/clients/${client.id}/keys`);
    expect(body.data[0].revokedAt).not.toBeNull();
  });

  it('print the operator and the key id on standard error, so that only the key is on standard output', async () => {
    await salur.run('client', 'create', 'ledger');
    const made = await salur.run('key', 'create', 'ledger', '--scope', 'payouts:read', '--expires-at', '90d');
    expect(made.stdout).toMatch(/^salur_[0-9a-f_]+\n$/);
    expect(made.stderr).toMatch(/created by operator:fatima: payouts:read; it works until/);
    const [id] = /[0-9a-f]{8}(?:-[0-9a-f]+){4}/.exec(made.stderr) as RegExpExecArray;

    const next = await salur.json<Key & { replacesKeyId: string }>('key', 'rotate', id, '--overlap', '1h');
    expect(next).toMatchObject({ replacesKeyId: id, key: expect.stringMatching(/^salur_/) });
    expect([await statusOf(made.stdout.trim()), await statusOf(next.key)]).toEqual([200, 200]);
    const twice = await salur.run('key', 'rotate', id);
    expect(twice).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/\(key_not_rotatable\)\n$/) });
  });

  it('suspend, limit and resume a client', async () => {
    await salur.run('client', 'create', 'travel', '--daily-count', '5', '--address', '203.0.113.0/24');
    expect(await salur.json('client', 'suspend', 'travel', '--yes')).toMatchObject({ suspended: true });
    expect(await salur.json('client', 'limits', 'travel', '--daily-count', 'none')).toMatchObject({
      suspended: true,
      limits: { dailyAmount: null, dailyCount: null },
      allowedAddresses: ['203.0.113.0/24'],
    });
    expect(await salur.json('client', 'resume', 'travel')).toMatchObject({ suspended: false });
    const shown = await salur.run('client', 'show', 'travel');
    expect(shown.stdout).toMatch(/state {10}active\n/);
    expect((await salur.run('client', 'list')).stdout).toMatch(/^NAME .*\n(?:.*\n)*travel /);
  });
});

describe('a command that is refused', () => {
  it.each([
    [['client', 'show', 'unknown'], 'salur: There is no such client (not_found)\n'],
    [['client', 'suspend', 'bootstrap', '--yes'], '(managed_by_configuration)\n'],
    [['key', 'revoke', '019aa1f2-7c1e-7b53-9a55-6f0d7f3c2b11', '--yes'], 'There is no such key (not_found)\n'],
  ])('prints the reason in one sentence with its code and exits with 1: %j', async (words, sentence) => {
    const { code, stdout, stderr } = await salur.run(...words);
    expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 1, stdout: '', lines: 2 });
    expect(stderr).toContain(sentence);
  });

  it('reports a wrong environment without its values or a stack', async () => {
    const wrong = new CommandLine({ NODE_ENV: 'test', DATABASE_URL: 'postgres://u:s3cret@127.0.0.1:1/x' });
    const { code, stdout, stderr } = await wrong.run('client', 'list');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^salur: PostgreSQL cannot be used \(.*\): start it, or correct DATABASE_URL \(unavailable\)\n$/,
    );
    expect(stderr).not.toContain('s3cret');
  });
});

describe('a command with wrong arguments', () => {
  const ID = '019aa1f2-7c1e-7b53-9a55-6f0d7f3c2b11';

  it.each<[string[], string]>([
    [['frob'], "unknown command 'frob'"],
    [['client', 'frob'], 'there are create, list, show, suspend, resume, limits'],
    [['client', 'create', 'a', 'b'], 'too many arguments'],
    [['client', 'create', 'new', '--as', 'a b'], '--as: send 1 to 64 visible ASCII characters'],
    [['key', 'revoke', ID], 'add --yes'],
    [['payout', 'resolve', ID, '--paid', '--failed', '--reason', 'x', '--yes'], 'either --paid or --failed'],
  ])('ends with 2, says what is wrong, prints nothing and changes nothing: %j', async (words, problem) => {
    const before = await api.rows();
    const { code, stdout, stderr } = await salur.run(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(problem);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(await api.rows()).toEqual(before);
  });
});

describe('salur --help', () => {
  it('needs neither a database nor settings, and explains the exit codes', async () => {
    const { code, stdout, stderr } = await new CommandLine({ DATABASE_URL: 'nonsense' }).run('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const words of ['client', 'key', 'payout', 'webhook', 'alert', '0  done', '1  refused', '2  the command'])
      expect(stdout).toContain(words);
  });
});
