import { PROVIDERS, type StatementLayout } from '#libs/providers';
import { type ReadStatement, readStatement, type StatementFile } from '../read-statement.js';

export interface ReadOptions extends Partial<StatementFile> {
  readonly provider?: string;
  readonly pieceBytes?: number;
}

/** Reads a file of 21 November 2026, by default of Duitku and in pieces that end anywhere. */
export function read(text: string | Uint8Array, options: ReadOptions = {}): Promise<ReadStatement> {
  const { provider = 'duitku', pieceBytes = 7, ...overrides } = options;
  const layout = PROVIDERS.find(({ name }) => name === provider)?.statement as StatementLayout;
  const file: StatementFile = {
    content: pieces(typeof text === 'string' ? Buffer.from(text) : text, pieceBytes),
    coversFrom: new Date('2026-11-20T17:00:00Z'),
    coversTo: new Date('2026-11-21T17:00:00Z'),
    numbers: 'plain',
    columns: {},
    ...overrides,
  };
  return readStatement(file, layout);
}

/** The errors as `field: message`. */
export async function errorsOf(text: string | Uint8Array, options?: ReadOptions): Promise<string[]> {
  const failed = await read(text, options).then(
    () => null,
    (error) => error,
  );
  return (failed?.members.errors ?? []).map(
    ({ field, message }: { field: string; message: string }) => `${field}: ${message}`,
  );
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
