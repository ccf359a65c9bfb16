import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './embedded-postgres-database.js';

describe('createTestDatabase', () => {
  const databases: TestDatabase[] = [];
  afterEach(async () => {
    await Promise.all(databases.splice(0).map((database) => database.drop()));
  });

  async function newDatabase(): Promise<TestDatabase> {
    const database = await createTestDatabase();
    databases.push(database);
    return database;
  }

  async function query(url: string, sql: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  }

  it('gives databases that do not see each other, also when many are asked for at once', async () => {
    const [first, second, third] = await Promise.all([newDatabase(), newDatabase(), newDatabase()]);
    await query(first.url, 'CREATE TABLE only_in_first (id int)');
    const countTable = "SELECT count(*)::int AS tables FROM pg_tables WHERE tablename = 'only_in_first'";
    expect((await query(first.url, countTable)).rows).toEqual([{ tables: 1 }]);
    expect((await query(second.url, countTable)).rows).toEqual([{ tables: 0 }]);
    expect((await query(third.url, countTable)).rows).toEqual([{ tables: 0 }]);
  });

  it('drops a database that still has connections', async () => {
    const database = await newDatabase();
    const client = new pg.Client({ connectionString: database.url });
    const lost = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await database.drop();
    await lost;
    await expect(query(database.url, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});
