import { readFileSync } from 'node:fs';
import { PROVIDERS, type ProviderDefinition } from '#libs/providers';
import { inquiryOutcome, statusOutcome, transferOutcome } from '../../libs/providers/src/kit/codes.js';
import { codesDocument } from '../../tools/codes/codes-document.js';
import { type ClassAt, EFFECTS, type Effect, PROVING_EFFECTS, statusAfter } from '../../tools/codes/effects.js';

interface Documented {
  readonly lists: Readonly<Record<string, string>>;
  readonly tables: readonly { heading: string; service?: string; lists: readonly string[] }[];
}
const { about: _, ...documented } = JSON.parse(
  readFileSync(new URL('./documented-codes.json', import.meta.url), 'utf8'),
) as { about: string } & Record<string, Documented>;
const document = readFileSync('docs/CODES.md', 'utf8');

/** The rows of the table whose heading begins so, below the heading of its provider. */
function rowsOf(text: string, provider: string, heading: string): string[][] {
  const section = text.split(/^## /m).find((each) => each.startsWith(`${provider}\n`)) ?? '';
  const tables = section.split(/^### /m).filter((each) => each.startsWith(heading));
  expect(tables).toHaveLength(1);
  const lines = (tables[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => line.slice(2, -2).split(' | '));
}

const codesOf = (rows: string[][]) => rows.map(([code = '']) => code.replaceAll('`', ''));

const tables = Object.entries(documented).flatMap(([provider, { lists, tables }]) =>
  tables.map(({ heading, service = '', lists: names }) => {
    const codes = names.flatMap((name) =>
      (lists[name] as string).split(' ').map((code) => ({ code: code.replace('nn', service), list: name })),
    );
    return { provider, heading, codes };
  }),
);

describe('docs/CODES.md', () => {
  it('is what the tables of the providers print', () => {
    expect(document).toBe(codesDocument(PROVIDERS));
  });

  it.each(tables)('has every code that $provider documents for "$heading"', ({ provider, heading, codes }) => {
    const printed = codesOf(rowsOf(document, provider, heading));
    expect(codes.map(({ code }) => code).filter((code) => !printed.includes(code))).toEqual([]);
    expect(printed.length).toBe(new Set(printed).size);
  });

  it.each(tables.filter(({ provider }) => provider === 'duitku'))(
    'says which lists of $provider have a code of "$heading"',
    ({ provider, heading, codes }) => {
      for (const [code = '', , lists = ''] of rowsOf(document, provider, heading)) {
        const having = codes.filter((each) => `\`${each.code}\`` === code).map(({ list }) => list);
        expect([code, lists.split(', ').toSorted()]).toEqual([code, having.toSorted()]);
      }
    },
  );

  it('covers every step of every provider, and no provider without documents in this list', () => {
    expect(PROVIDERS.map(({ name }) => name).toSorted()).toEqual(Object.keys(documented).toSorted());
    for (const { name, codes = [] } of PROVIDERS) {
      expect([name, codes.length]).toEqual([name, documented[name]?.tables.length]);
    }
  });

  it('states for every code its effect on the payout and the remedy', () => {
    for (const { provider, heading } of tables) {
      for (const [code, words, , name, , payout, toDo] of rowsOf(document, provider, heading)) {
        for (const cell of [words, name, payout, toDo])
          expect([code, cell]).toEqual([code, expect.stringMatching(/\w/)]);
      }
    }
  });

  it('never advises a new payment while it is not proven that nothing was paid', () => {
    const open = tables.filter(({ heading }) => !heading.startsWith('inquiry'));
    for (const { provider, heading } of open) {
      for (const [code, , , , , payout = '', toDo] of rowsOf(document, provider, heading)) {
        if (payout.endsWith('`failed`')) continue;
        expect([code, toDo]).toEqual([code, expect.not.stringMatching(/new payout|pay later|another|client|wait/)]);
      }
    }
  });
});

describe('the page', () => {
  const acme: Pick<ProviderDefinition, 'name' | 'codes'> = {
    name: 'acme',
    codes: [
      {
        step: 'transfer',
        title: 'Transfer',
        rows: [{ code: 'A|1', words: 'No\nfunds', class: 'refused', reason: 'insufficient_funds' }],
      },
      {
        step: 'transfer',
        title: 'Other',
        rows: [{ code: 'B2', words: 'No', class: 'bank_refused', reason: 'declined' }],
      },
    ],
  };
  const page = codesDocument([acme, { name: 'silent' }]);

  it('has a provider as soon as it declares its codes', () => {
    expect(page).toContain('### transfer: Transfer\n');
    expect(page).toContain(
      '| `A\\|1` | No funds |  | `refused` | `insufficient_funds` | `refused` → `failed` | top up the balance',
    );
  });

  it('lets a callback decide only on rails for which it is proof', () => {
    const rows = [{ code: '00', words: 'Done', class: 'paid', reason: null }] as const;
    const callbacks = codesDocument([
      {
        name: 'acme',
        codes: [
          { step: 'callback', title: 'Hint', rows },
          { step: 'callback', title: 'Proof', isProof: true, rows },
        ],
      },
    ]);
    expect(rowsOf(callbacks, 'acme', 'callback: Hint')[0]?.[5]).toBe('stays');
    expect(rowsOf(callbacks, 'acme', 'callback: Proof')[0]?.[5]).toBe('`paid` → `succeeded`');
  });

  it('advises no repair while the result is not proven', () => {
    const [row = []] = rowsOf(page, 'acme', 'transfer: Other');
    expect(row.slice(3)).toEqual([
      '`bank_refused`',
      '`declined`',
      '`ambiguous` → `pending`',
      expect.stringContaining('never pay it again'),
    ]);
  });

  it('has a heading for a provider without codes, and explains no unused class', () => {
    expect(page).toContain('## silent\n');
    expect(page).not.toContain('| `not_found` |');
  });
});

describe('what the page says of a class', () => {
  const answer = <Class extends string>(name: Class) => ({
    httpStatus: 200,
    reading: { class: name as Exclude<Class, 'returned' | 'answered'>, reason: null },
    providerMessage: { code: null, message: '' },
    echo: { missing: [], different: [] },
  });
  const passed = { kind: 'passed', accountName: '', ticket: {}, providerReference: null, fee: null } as const;
  const classes = <Step extends 'inquiry' | 'transfer' | 'status'>(step: Step) =>
    Object.entries(EFFECTS[step]) as [ClassAt<Step>, Effect][];

  it.each(classes('inquiry'))('is what an inquiry makes of %s', (name, { event }) => {
    const asked = answer(name);
    const { kind } = inquiryOutcome(asked, () => ({ ...passed, providerMessage: asked.providerMessage }));
    expect(event).toBe({ passed: 'inquiry_passed', refused: 'refused', unavailable: null }[kind]);
  });

  it.each(classes('transfer'))('is what a transfer makes of %s', (name, { event }) => {
    expect(event).toBe(transferOutcome(answer(name)).kind);
  });

  it.each(classes('status').filter(([name]) => name !== 'returned' && name !== 'answered'))(
    'is what a status check makes of %s',
    (name, { event }) => {
      const { kind } = statusOutcome(answer(name as Exclude<typeof name, 'returned' | 'answered'>));
      expect(event).toBe(kind === 'paid' || kind === 'refused' ? kind : null);
    },
  );

  it('names only moves that the state machine has', () => {
    expect(() => statusAfter('transfer', 'returned')).toThrow('moves no payout');
    for (const step of ['inquiry', 'transfer', 'status', 'callback'] as const) {
      for (const { event } of Object.values<Effect>(EFFECTS[step]))
        expect(() => statusAfter(step, event)).not.toThrow();
    }
    for (const { event } of Object.values(PROVING_EFFECTS)) expect(() => statusAfter('callback', event)).not.toThrow();
  });
});
