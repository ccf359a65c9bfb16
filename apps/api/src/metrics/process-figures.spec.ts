import { readExposition, sumOf } from '../testing/read-exposition.js';
import { FIGURES, type Figure } from './figures.js';
import { ProcessFigures } from './process-figures.js';

const read = async (figures: ProcessFigures) => readExposition(await figures.text());

describe('figures in memory', () => {
  it('have no series for a word that they do not know: it is another', async () => {
    const figures = new ProcessFigures();
    for (let count = 0; count < 500; count += 1) {
      const word = `word ${count}`;
      figures.count('salur_payout_moves_total', { event: word, rail: word });
      figures.observe('salur_provider_call_duration_seconds', { provider: word, step: word, outcome: word }, 0.2);
      figures.set('salur_payouts_open', { provider: word, status: word }, 1);
    }
    const exposed = await read(figures);
    expect(sumOf(exposed, 'salur_payout_moves_total', { event: 'other', rail: 'other' })).toBe(500);
    const other = { provider: 'other', step: 'other', outcome: 'other' };
    expect(sumOf(exposed, 'salur_provider_call_duration_seconds_count', other)).toBe(500);
    expect(exposed.get('salur_payouts_open')?.series).toHaveLength(1);
    expect(await figures.text()).not.toContain('word 7');
  });

  it('begin at 0 where they only count, so that the first rise is seen', async () => {
    const exposed = await read(new ProcessFigures());
    for (const [name, { type }] of Object.entries<Figure>(FIGURES)) {
      if (type !== 'counter') continue;
      expect([name, exposed.get(name)?.series.length]).not.toEqual([name, 0]);
      expect([name, sumOf(exposed, name)]).toEqual([name, 0]);
    }
  });

  it('say nothing of what is not known now, and 0 of what is known not to be', async () => {
    const figures = new ProcessFigures();
    figures.replace('salur_outbox_events', [{ labels: {}, value: 3 }]);
    figures.replace('salur_payouts_open', [{ labels: { provider: 'duitku', status: 'review' }, value: 2 }]);
    let exposed = await read(figures);
    expect(sumOf(exposed, 'salur_outbox_events')).toBe(3);
    expect(sumOf(exposed, 'salur_payouts_open')).toBe(2);
    expect(exposed.get('salur_payouts_open')?.series).toHaveLength(10);
    figures.replace('salur_payouts_open', []);
    expect(sumOf(await read(figures), 'salur_payouts_open')).toBe(0);
    figures.replace('salur_outbox_events', null);
    figures.replace('salur_payouts_open', null);
    exposed = await read(figures);
    expect(exposed.get('salur_outbox_events')?.series).toEqual([]);
    expect(exposed.get('salur_payouts_open')?.series).toEqual([]);
  });
});

describe('the table of figures', () => {
  it.each(Object.entries<Figure>(FIGURES))('%s is named as Prometheus has it, and says what it is', (name, figure) => {
    expect(name).toMatch(/^salur_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(figure.type === 'counter');
    if (figure.type === 'histogram') expect(name).toMatch(/_seconds$/);
    expect(figure.buckets !== undefined).toBe(figure.type === 'histogram');
    expect(figure.help).toMatch(/^[A-Z].*\.$/);
  });

  it.each(Object.entries<Figure>(FIGURES).filter(([, { bad }]) => bad !== null))(
    '%s looks bad by an expression of figures and words that there are',
    (name, { bad }) => {
      expect(bad).toContain(name);
      for (const [, figure = ''] of (bad ?? '').matchAll(/\b(salur_\w+?)(?:_count|_sum|_bucket)?\b(?=[{[) ])/g))
        expect(Object.keys(FIGURES)).toContain(figure);
      const { labels }: Figure = FIGURES[name as keyof typeof FIGURES];
      for (const [, label = '', word] of (bad ?? '').matchAll(/(\w+)="([^"]+)"/g))
        expect([label, labels[label]]).toEqual([label, expect.arrayContaining([word])]);
      for (const [, together = ''] of (bad ?? '').matchAll(/ by \((\w+)\)/g))
        expect(Object.keys(labels)).toContain(together);
    },
  );
});
