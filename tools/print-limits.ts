/** Writes docs/guides/limits.md from the table of limits. `npm run gen`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { listVariables } from './environment-example.js';
import { LIMITS, type Value } from './limits/table.js';

/** The only operators that constants are written with. */
const EXPRESSION = /^[\d_n*+. ]+$/;

function numberOf(file: string, constant: string): bigint {
  const source = readFileSync(file, 'utf8');
  const [, written] = new RegExp(`^(?:export )?const ${constant} = ([^;]+);`, 'm').exec(source) ?? [];
  if (written === undefined) throw new Error(`${file} has no constant ${constant}`);
  const factors = written.split('*').map((factor) => factor.trim());
  return factors.reduce((product, factor) => {
    const digits = EXPRESSION.test(factor) ? BigInt(factor.replaceAll(/[_n]/g, '')) : numberOf(file, factor);
    return product * digits;
  }, 1n);
}

function textOf(value: Value): string {
  if ('text' in value) return value.text;
  if ('constant' in value) return `${grouped(numberOf(value.file, value.constant))} ${value.unit}`;
  return `\`${value.variable}\`, ${defaultOf(value.variable)} ${value.unit}`.trimEnd();
}

function defaultOf(variable: string): string {
  const fallback = listVariables().find(({ name }) => name === variable)?.fallback;
  if (fallback === undefined) throw new Error(`there is no variable ${variable}`);
  return /^\d+$/.test(fallback) ? grouped(BigInt(fallback)) : fallback;
}

function grouped(number: bigint): string {
  return number.toString().replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

const lines = LIMITS.flatMap(({ title, bounds }) => [
  `## ${title}`,
  '',
  '| what | bound | share of one, and beyond |',
  '| --- | --- | --- |',
  ...bounds.map(({ what, value, beyond }) => `| ${what} | ${textOf(value)} | ${beyond} |`),
  '',
]);
writeFileSync(
  'docs/guides/limits.md',
  [
    '# Limits',
    '',
    'Printed from `tools/limits/table.ts` and the sources by `npm run gen`. Everything that a client, a provider, a stranger or an operator can make large, many or slow',
    'has a bound, and where several use it each has a share. [Configuration](configuration.md) has the variables.',
    '',
    ...lines,
  ].join('\n'),
);
