import { type DynamicModule, Module } from '@nestjs/common';
import { CountHappenings } from './count-happenings.js';
import { DatabaseFigures } from './database-figures.js';
import { MetricsController } from './metrics.controller.js';
import { ProcessFigures } from './process-figures.js';
import { ReadFigures } from './read-figures.js';

/** /metrics: for Prometheus. */
@Module({
  controllers: [MetricsController],
  providers: [CountHappenings, DatabaseFigures, ReadFigures],
})
export class MetricsModule {
  /** @param figures what the HTTP server counts its responses in */
  static register(figures: ProcessFigures): DynamicModule {
    return { module: MetricsModule, providers: [{ provide: ProcessFigures, useValue: figures }] };
  }
}
