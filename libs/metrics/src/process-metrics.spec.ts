import { readExposition, sumOf } from '../../../test/support/read-exposition.js';
import { METRICS, type MetricDefinition } from './metrics.js';
import { ProcessMetrics } from './process-metrics.js';

const read = async (metrics: ProcessMetrics) => readExposition(await metrics.text());

describe('metrics in memory', () => {
  it('count an unknown label value as `other`', async () => {
    const metrics = new ProcessMetrics();
    for (let count = 0; count < 500; count += 1) {
      const word = `word ${count}`;
      metrics.count('salur_payout_moves_total', { event: word, rail: word });
      metrics.observe('salur_provider_call_duration_seconds', { provider: word, step: word, outcome: word }, 0.2);
      metrics.set('salur_payouts_open', { provider: word, status: word }, 1);
    }
    const exposed = await read(metrics);
    expect(sumOf(exposed, 'salur_payout_moves_total', { event: 'other', rail: 'other' })).toBe(500);
    const other = { provider: 'other', step: 'other', outcome: 'other' };
    expect(sumOf(exposed, 'salur_provider_call_duration_seconds_count', other)).toBe(500);
    expect(exposed.get('salur_payouts_open')?.series).toHaveLength(1);
    expect(await metrics.text()).not.toContain('word 7');
  });

  it('start counters at 0, so that the first increase is visible', async () => {
    const exposed = await read(new ProcessMetrics());
    for (const [name, { type }] of Object.entries<MetricDefinition>(METRICS)) {
      if (type !== 'counter') continue;
      expect([name, exposed.get(name)?.series.length]).not.toEqual([name, 0]);
      expect([name, sumOf(exposed, name)]).toEqual([name, 0]);
    }
  });

  it('are absent for what is not known now, and 0 for what is known to be absent', async () => {
    const metrics = new ProcessMetrics();
    metrics.replace('salur_outbox_events', [{ labels: {}, value: 3 }]);
    metrics.replace('salur_payouts_open', [{ labels: { provider: 'duitku', status: 'review' }, value: 2 }]);
    let exposed = await read(metrics);
    expect(sumOf(exposed, 'salur_outbox_events')).toBe(3);
    expect(sumOf(exposed, 'salur_payouts_open')).toBe(2);
    expect(exposed.get('salur_payouts_open')?.series).toHaveLength(10);
    metrics.replace('salur_payouts_open', []);
    expect(sumOf(await read(metrics), 'salur_payouts_open')).toBe(0);
    metrics.replace('salur_outbox_events', null);
    metrics.replace('salur_payouts_open', null);
    exposed = await read(metrics);
    expect(exposed.get('salur_outbox_events')?.series).toEqual([]);
    expect(exposed.get('salur_payouts_open')?.series).toEqual([]);
  });
});

describe('the table of metrics', () => {
  it.each(Object.entries<MetricDefinition>(METRICS))(
    '%s follows the naming of Prometheus, and has a description',
    (name, metric) => {
      expect(name).toMatch(/^salur_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(metric.type === 'counter');
      if (metric.type === 'histogram') expect(name).toMatch(/_seconds$/);
      expect(metric.buckets !== undefined).toBe(metric.type === 'histogram');
      expect(metric.help).toMatch(/^[A-Z].*\.$/);
    },
  );

  it.each(Object.entries<MetricDefinition>(METRICS).filter(([, { bad }]) => bad !== null))(
    '%s has an alert expression of existing metrics and label values',
    (name, { bad }) => {
      expect(bad).toContain(name);
      for (const [, metric = ''] of (bad ?? '').matchAll(/\b(salur_\w+?)(?:_count|_sum|_bucket)?\b(?=[{[) ])/g))
        expect(Object.keys(METRICS)).toContain(metric);
      const { labels }: MetricDefinition = METRICS[name as keyof typeof METRICS];
      for (const [, label = '', word] of (bad ?? '').matchAll(/(\w+)="([^"]+)"/g))
        expect([label, labels[label]]).toEqual([label, expect.arrayContaining([word])]);
      for (const [, together = ''] of (bad ?? '').matchAll(/ by \((\w+)\)/g))
        expect(Object.keys(labels)).toContain(together);
    },
  );
});
