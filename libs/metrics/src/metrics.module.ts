import { type DynamicModule, Module } from '@nestjs/common';
import { CountSignals } from './count-signals.js';
import { DatabaseMetrics } from './database-metrics.js';
import { ProcessMetrics } from './process-metrics.js';
import { ReadMetrics } from './read-metrics.js';

/** The metrics of a process, API or worker. An app serves what {@link ReadMetrics} returns. */
@Module({
  providers: [CountSignals, DatabaseMetrics, ReadMetrics],
  exports: [ReadMetrics],
})
export class MetricsModule {
  /** @param metrics what an HTTP server counts its responses in */
  static register(metrics = new ProcessMetrics()): DynamicModule {
    return { module: MetricsModule, global: true, providers: [{ provide: ProcessMetrics, useValue: metrics }] };
  }
}
