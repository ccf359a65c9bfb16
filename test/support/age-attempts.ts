import pg from 'pg';

/** Makes a payout's transfers look older than they are, as if so much time had passed. */
export async function ageAttempts(databaseUrl: string, payoutId: string, interval: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // The guard refuses this, as it must; a test may not wait for days.
    await client.query(`begin; alter table attempt disable trigger attempt_guard_update`);
    await client.query(`update attempt set intent_at = intent_at - $2::interval where payout_id = $1`, [
      payoutId,
      interval,
    ]);
    await client.query(`alter table attempt enable trigger attempt_guard_update; commit`);
  } finally {
    await client.end();
  }
}
