import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type AppRole, newRole } from '../support/app-role.js';
import { Child } from '../support/child-process.js';

/** An empty database with an owner that is no superuser, and a role for the service, as docs/DATABASE_ROLES.md has them. */
let owner: AppRole;
let app: AppRole;
const name = `test_${randomUUID().replaceAll('-', '')}`;
const adminUrl = process.env.TEST_POSTGRES_URL as string;

beforeAll(async () => {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  owner = await newRole(url.href);
  app = await newRole(url.href);
  await query(adminUrl, `create database ${name} owner ${owner.name}`);
  await query(url.href, `revoke create, temporary on database ${name} from public`);
  await query(url.href, `revoke create on schema public from public`);
  await query(url.href, `alter schema public owner to ${owner.name}`);
});
afterAll(async () => {
  await query(adminUrl, `drop database ${name} with (force)`);
  await owner.drop();
  await app.drop();
});

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function migrate(environment: Record<string, string>): Promise<{ code: number | null; printed: string }> {
  const child = Child.start('tools/migrate.js', { NODE_ENV: 'test', ...environment });
  const { code } = await child.exit();
  for (const { url } of [owner, app]) expect(child.printed).not.toContain(new URL(url).password);
  return { code, printed: child.printed };
}

describe('npm run migrate', () => {
  it('does nothing as a role that owns nothing, and says whose URL to look at (S36)', async () => {
    const { code, printed } = await migrate({ DATABASE_URL: app.url });
    expect(code).toBe(1);
    expect(printed).toMatch(/^The schema was not changed \(permission denied.*\): see that MIGRATION_DATABASE_URL/);
    await expect(query(owner.url, 'select from migration')).rejects.toThrow('does not exist');
  });

  it('migrates as the owner, and grants the role of the service what it needs, once and again (S36)', async () => {
    const environment = {
      DATABASE_URL: app.url,
      MIGRATION_DATABASE_URL: owner.url,
      DATABASE_APP_ROLE: app.name,
    };
    const first = await migrate(environment);
    expect(first).toMatchObject({ code: 0 });
    expect(first.printed).toMatch(
      /^Applied Payouts.*; the schema is up to date\. salur_app_\w+ may do what the service does/,
    );
    expect(await migrate(environment)).toMatchObject({
      code: 0,
      printed: expect.stringMatching(/^The schema is up to date/),
    });
    expect(await query(app.url, 'select name from migration')).not.toEqual([]);
    await expect(query(app.url, 'create table another (id int)')).rejects.toMatchObject({ code: '42501' });
    await expect(query(app.url, 'create temporary table another (id int)')).rejects.toMatchObject({ code: '42501' });
    await expect(query(app.url, 'delete from audit_entry')).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    ['is not there', () => 'nobody_is_this', 'The schema is up to date, but DATABASE_APP_ROLE: there is no role'],
    ['owns the tables', () => owner.name, 'can act as their owner'],
    ['has an odd name', () => 'salur"; drop', 'DATABASE_APP_ROLE: must be the name of a role'],
  ])('refuses a role of the service that %s (S36)', async (_, role, words) => {
    const { code, printed } = await migrate({ DATABASE_URL: owner.url, DATABASE_APP_ROLE: role() });
    expect(code).toBe(1);
    expect(printed).toContain(words);
  });
});
