import { type DynamicModule, Module } from '@nestjs/common';
import { CountSignals } from './count-signals.js';
import { DatabaseMetrics } from './database-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { ProcessMetrics } from './process-metrics.js';
import { ReadMetrics } from './read-metrics.js';

/** /metrics: for Prometheus. */
@Module({
  controllers: [MetricsController],
  providers: [CountSignals, DatabaseMetrics, ReadMetrics],
})
export class MetricsModule {
  /** @param metrics what the HTTP server counts its responses in */
  static register(metrics: ProcessMetrics): DynamicModule {
    return { module: MetricsModule, providers: [{ provide: ProcessMetrics, useValue: metrics }] };
  }
}
