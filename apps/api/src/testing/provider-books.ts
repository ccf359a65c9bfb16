import type { Sandbox } from '../../../../test/support/sandbox.js';

/** A row of a provider's statement, by the columns of its file. */
export type StatementRow = Readonly<Record<string, string | number>>;

interface Entry {
  readonly step?: string;
  readonly disburseId: string;
  readonly custRefNumber: string;
  readonly amount: number;
  readonly receivedAt: string;
  readonly moved: boolean;
}

/** Which of the sandbox's steps books transfers of a provider, and what its file calls their two names. */
const OF_PROVIDER = {
  duitku: { step: 'transfer', names: ['disburseId', 'custRefNumber'] },
  doku: { step: 'doku_transfer', names: ['partnerReferenceNo', 'referenceNo'] },
} as const;

export type StatementProvider = keyof typeof OF_PROVIDER;

/** What a provider would list of the money that it moved, in the order that it did. */
export async function bookedRows(sandbox: Sandbox, provider: StatementProvider): Promise<StatementRow[]> {
  const { step, names } = OF_PROVIDER[provider];
  const { transfers } = await sandbox.control<{ transfers: Entry[] }>('GET', 'books');
  return transfers
    .filter((entry) => entry.moved && entry.step === step)
    .map(({ disburseId, custRefNumber, amount, receivedAt }) => ({
      date: timeOfJakarta(new Date(receivedAt)),
      [names[0]]: disburseId,
      [names[1]]: custRefNumber,
      type: 'transfer',
      amount,
      fee: '',
    }));
}

/** As a provider's file has it: `2026-11-21 14:05:00`. */
export function timeOfJakarta(time: Date): string {
  return new Date(time.getTime() + 7 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Rows as a file with a header. Cells are written as they are. */
export function csvOf(rows: readonly StatementRow[], delimiter = ','): string {
  const header = Object.keys(rows[0] ?? {});
  return [header, ...rows.map((row) => header.map((name) => row[name]))]
    .map((cells) => `${cells.join(delimiter)}\n`)
    .join('');
}
