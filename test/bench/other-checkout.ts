import path from 'node:path';
import type { LocalPostgres } from '../../tools/local-postgres/index.js';
import type { BenchProcess, startBenchService } from './start-bench-service.js';

/**
 * The service of another checkout, built with its benches (`npm run bench:accept` there), on a database of its own of the same server.
 * What is measured in turn on one machine can be compared; figures of two runs cannot.
 */
export async function startOtherCheckout(
  folder: string,
  server: LocalPostgres,
  environment: Readonly<Record<string, string>>,
): Promise<BenchProcess> {
  const dist = path.resolve(folder, 'dist');
  const { runMigrations } = await import(path.join(dist, 'libs/platform/src/database/run-migrations.js'));
  const bench: { startBenchService: typeof startBenchService } = await import(
    path.join(dist, 'test/bench/start-bench-service.js')
  );
  await server.createDatabase('other');
  await runMigrations(server.url('other'));
  return bench.startBenchService(server.url('other'), environment);
}
