import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import {
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelsOf,
  METRICS,
  type MetricDefinition,
  type MetricName,
  OTHER,
  type Words,
} from './metrics.js';

type Labels = Readonly<Record<string, string>>;

/** A gauge at a moment, for one choice of its labels. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

type Metric = Counter | Gauge | Histogram;

/**
 * The metrics in memory, as the table has them. Recording a value costs a map lookup and an addition; a metric cannot
 * have more series than the values of its labels allow.
 */
export class ProcessMetrics {
  private readonly registry = new Registry();
  private readonly metrics: ReadonlyMap<string, Metric>;
  private readonly known: ReadonlyMap<string, ReadonlySet<string> | 'routes'>;

  constructor() {
    const metrics = Object.entries<MetricDefinition>(METRICS);
    this.metrics = new Map(metrics.map(([name, metric]) => [name, this.make(name, metric)]));
    this.known = new Map(
      metrics.flatMap(([name, { labels }]) =>
        Object.entries(labels).map(([label, words]) => [
          `${name} ${label}`,
          words === 'routes' ? words : new Set(words),
        ]),
      ),
    );
  }

  /** Begins to measure the process itself: processor, memory, event loop, garbage collection. Lasts as long as it does. */
  measureProcess(): void {
    collectDefaultMetrics({ register: this.registry, prefix: 'salur_' });
  }

  count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>): void {
    (this.metrics.get(name) as Counter).inc(this.fit(name, labels));
  }

  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, seconds: number): void {
    (this.metrics.get(name) as Histogram).observe(this.fit(name, labels), seconds);
  }

  set<Name extends GaugeName>(name: Name, labels: LabelsOf<Name>, value: number): void {
    (this.metrics.get(name) as Gauge).set(this.fit(name, labels), value);
  }

  /**
   * Replaces all that a gauge said.
   *
   * @param samples null: not known now, so the metric is absent. Otherwise every combination that they do not name is 0.
   */
  replace(name: GaugeName, samples: readonly Sample[] | null): void {
    const gauge = this.metrics.get(name) as Gauge;
    gauge.reset();
    // Without labels a reset leaves a 0, which would be wrong.
    if (samples === null) gauge.remove({});
    else {
      for (const labels of everyChoice(METRICS[name].labels)) gauge.set(labels, 0);
      for (const { labels, value } of samples) gauge.set(this.fit(name, labels), value);
    }
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Everything, in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  private make(name: string, { type, help, labels, buckets = [] }: MetricDefinition): Metric {
    const common = { name, help, labelNames: Object.keys(labels), registers: [this.registry] };
    if (type === 'gauge') return new Gauge(common);
    if (type === 'histogram') return new Histogram({ ...common, buckets: [...buckets] });
    const counter = new Counter(common);
    // With a 0 before the first event, Prometheus can compute a rate from the first event on.
    for (const choice of everyChoice(labels)) counter.inc(choice, 0);
    return counter;
  }

  private fit(name: MetricName, labels: Labels): Record<string, string> {
    const fitting: Record<string, string> = {};
    for (const label of Object.keys(labels)) {
      const words = this.known.get(`${name} ${label}`);
      const word = labels[label] as string;
      fitting[label] = words === 'routes' || words?.has(word) ? word : OTHER;
    }
    return fitting;
  }
}

/** Every combination of label values; none when a label takes routes, which are not known here. */
function everyChoice(labels: Readonly<Record<string, Words | 'routes'>>): Record<string, string>[] {
  return Object.entries(labels).reduce<Record<string, string>[]>(
    (choices, [label, words]) =>
      choices.flatMap((choice) => (words === 'routes' ? [] : words.map((word) => ({ ...choice, [label]: word })))),
    [{}],
  );
}
