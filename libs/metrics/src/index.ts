export { METRICS, type MetricDefinition } from './metrics.js';
export { MetricsModule } from './metrics.module.js';
export { ProcessMetrics } from './process-metrics.js';
export { ReadMetrics } from './read-metrics.js';
