import { readFileSync } from 'node:fs';
import pg from 'pg';
import { type AppRole, newAppRole } from '../support/app-role.js';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';

let database: TestDatabase;
let role: AppRole;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  role = await newAppRole(database.url);
  client = new pg.Client({ connectionString: role.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
  await role.drop();
});

const text = readFileSync('docs/RUNBOOK.md', 'utf8');
const blocks = [...text.matchAll(/^ *```sql\n([^`]*)```/gm)].flatMap(([, block = '']) => block.split(';'));
const inSentences = [...text.matchAll(/`((?:select|insert|update|delete|truncate) [^`]+)`/g)].map(
  ([, sql = '']) => sql,
);
const statements = [...blocks, ...inSentences]
  .map((statement) => statement.replaceAll(/\s+/g, ' ').trim())
  .filter((statement) => statement !== '');

describe('SQL in docs/RUNBOOK.md', () => {
  it('is found', () => {
    expect(statements.length).toBeGreaterThan(20);
  });

  it.each(statements)(
    'is understood by the database, and allowed to the role of the service: %s',
    async (statement) => {
      await client.query('begin');
      try {
        // What a person fills in is an id everywhere.
        const filled = statement.replaceAll("'...'", "'00000000-0000-7000-8000-000000000000'");
        await expect(client.query(filled)).resolves.toMatchObject({ fields: expect.any(Array) });
      } finally {
        await client.query('rollback');
      }
    },
  );
});
