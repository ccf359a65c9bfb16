import { Controller, Get, Header, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { EvenWithoutDatabase, Scopes } from '#libs/clients';
import { ReadMetrics } from '#libs/metrics';
import { DescribeMetrics } from '../openapi/describe-service.js';

/** For Prometheus, which sends a bearer token. Metrics show how the service runs, so they need a key. */
@Controller('metrics')
@Scopes('metrics:read')
@EvenWithoutDatabase()
export class MetricsController {
  constructor(private readonly metrics: ReadMetrics) {}

  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @DescribeMetrics()
  read(): Promise<string> {
    return this.metrics.read();
  }
}

@Module({ controllers: [MetricsController] })
export class MetricsHttpModule {}
