import { Controller, Get, Header } from '@nestjs/common';
import { Registry } from 'prom-client';
import { EvenWithoutDatabase, Scopes } from '#libs/clients';
import { DescribeMetrics } from '../openapi/describe-service.js';
import { ReadMetrics } from './read-metrics.js';

/** For Prometheus, which sends a bearer token. They tell how the service does, so strangers get none of it. */
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
