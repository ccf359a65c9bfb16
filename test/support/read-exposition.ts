/** One line of metrics: `name{label="word"} 7`. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with its HELP and TYPE, and its series. */
export interface Exposed {
  readonly help: string;
  readonly type: string;
  readonly series: readonly Series[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const HELP = new RegExp(`^# HELP (${NAME}) (\\S.*)$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary|untyped)$`);
// Values are what Go's ParseFloat takes, which reads NaN in any case.
const SAMPLE = new RegExp(
  `^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (-?(?:\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|Inf)|\\+Inf|[Nn]a[Nn])$`,
);

/**
 * Reads the text format of Prometheus, version 0.0.4, and holds it to its rules.
 *
 * @returns metrics by name
 * @throws Error naming the first line that breaks a rule
 */
export function readExposition(text: string): ReadonlyMap<string, Exposed> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const exposed = new Map<string, { help: string; type: string; series: Series[] }>();
  const seen = new Set<string>();
  let current = '';
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const broken = (why: string) => new Error(`${why}: ${line}`);
    const [, helped, help = ''] = HELP.exec(line) ?? [];
    const [, typed, type = ''] = TYPE.exec(line) ?? [];
    if (helped !== undefined) {
      if (exposed.has(helped)) throw broken('described twice');
      exposed.set(helped, { help, type: '', series: [] });
      current = helped;
    } else if (typed !== undefined) {
      const metric = exposed.get(typed);
      if (metric === undefined || typed !== current || metric.type !== '') throw broken('a type out of place');
      metric.type = type;
    } else {
      const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
      const metric = exposed.get(current);
      if (name === '' || metric === undefined) throw broken('neither help, type nor a sample');
      const suffix = metric.type === 'histogram' ? /^(_bucket|_sum|_count)$/ : /^$/;
      if (!name.startsWith(current) || !suffix.test(name.slice(current.length))) throw broken('a sample out of place');
      if (seen.has(`${name}{${labels}}`)) throw broken('a series that appears twice');
      seen.add(`${name}{${labels}}`);
      metric.series.push({ name, labels: labelsOf(labels), value: Number(value.replace('Inf', 'Infinity')) });
    }
  }
  for (const [name, { type, series }] of exposed) if (type === 'histogram') holdHistogram(name, series);
  return exposed;
}

function labelsOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(pairs.map(([, label, word]) => [label, word?.replace(/\\(.)/g, '$1')]));
}

/** Buckets grow, and the last one has everything. */
function holdHistogram(name: string, series: readonly Series[]): void {
  const of = (suffix: string) => series.filter((each) => each.name === `${name}${suffix}`);
  const keyOf = ({ le: _, ...labels }: Readonly<Record<string, string>>) => JSON.stringify(labels);
  const counts = new Map(of('_count').map(({ labels, value }) => [keyOf(labels), value]));
  for (const [key, buckets] of Map.groupBy(of('_bucket'), ({ labels }) => keyOf(labels))) {
    const values = buckets.map(({ value }) => value);
    const isGrowing = values.every((value, index) => index === 0 || value >= (values[index - 1] as number));
    const last = buckets.at(-1);
    if (!isGrowing || last?.labels.le !== '+Inf' || last.value !== counts.get(key))
      throw new Error(`${name}: its buckets do not add up for ${key}`);
  }
}

/** The sum of all series of a name whose labels are as said; 0 when there is none. */
export function sumOf(
  exposed: ReadonlyMap<string, Exposed>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const metric = exposed.get(name) ?? exposed.get(name.replace(/_(count|sum|bucket)$/, ''));
  if (metric === undefined) throw new Error(`there is no metric ${name}`);
  return metric.series
    .filter(
      (each) => each.name === name && Object.entries(labels).every(([label, word]) => each.labels[label] === word),
    )
    .reduce((sum, { value }) => sum + value, 0);
}
