import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Books, OPENING_BALANCE } from './books.js';
import { type SandboxClient, startSandbox } from './testing/sandbox-client.js';

let folder: string;
let file: string;
let sandbox: SandboxClient;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-books-'));
  file = join(folder, 'books.jsonl');
  sandbox = await startSandbox({ SANDBOX_BOOKS_FILE: file });
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

/** Starts a second sandbox on the file as it is now, as after a kill, and lets it take the place of the first. */
async function startAgain(): Promise<void> {
  const next = await startSandbox({ SANDBOX_BOOKS_FILE: file });
  await sandbox.close();
  sandbox = next;
}

describe('the books file', () => {
  it('holds a transfer before its answer leaves', async () => {
    const inquiry = await sandbox.inquire();
    await sandbox.transfer(inquiry);
    const records = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records).toMatchObject([
      { type: 'inquiry', disburseId: String(inquiry.disburseId), amount: 50_000 },
      { type: 'transfer', disburseId: String(inquiry.disburseId), amount: 50_000, answered: '00', moved: true },
    ]);
  });

  it('brings books, balance, inquiries and the state of status answers over a restart', async () => {
    const transferred = await sandbox.inquire('8760673561');
    await sandbox.transfer(transferred);
    expect((await sandbox.checkStatus(transferred)).responseCode).toBe('TO');
    const inquired = await sandbox.inquire();
    await sandbox.control('POST', `status/${inquired.disburseId}`, { codes: ['80', 'NF'] });
    const before = await sandbox.books();

    await startAgain();
    expect(await sandbox.books()).toEqual(before);
    expect((await sandbox.checkStatus(transferred)).responseCode).toBe('00');
    expect((await sandbox.transfer(inquired)).responseCode).toBe('00');
    expect((await sandbox.checkStatus(inquired)).responseCode).toBe('80');
    const { transfers, totals } = await sandbox.books();
    expect(transfers.map((entry: { sequence: number }) => entry.sequence)).toEqual([1, 2]);
    expect(totals).toEqual({
      transferRequests: 2,
      movedCount: 2,
      movedAmount: 100_000,
      returnedCount: 0,
      returnedAmount: 0,
    });
    expect(Number((await sandbox.inquire()).disburseId)).toBeGreaterThan(Number(inquired.disburseId));
  });

  it('brings what a face has noted over a restart, the last of each key', async () => {
    const notes = join(folder, 'notes.jsonl');
    const books = new Books(notes);
    for (const value of [1, 2]) await books.note('a key', { value });
    await books.close();
    const again = new Books(notes);
    expect([again.noted('a key'), again.noted('another')]).toEqual([{ value: 2 }, undefined]);
    await again.close();
  });

  it('ends over a restart what was open, but for what waits for an order', async () => {
    const open = join(folder, 'open.jsonl');
    const books = new Books(open);
    const entry = {
      ...{ step: 'doku_transfer' as const, custRefNumber: '', bankCode: '014', bankAccount: '1', amount: 10_000 },
      ...{ sha256: '', receivedAt: new Date().toISOString(), answered: '2004300', moved: true },
      ...{ receiptCheck: null, remotePort: null },
    };
    const ending = { statusCodes: ['06'], returns: true };
    await books.addTransfer({ disburseId: 'callback died', ...entry }, ['03'], ending);
    await books.addTransfer({ disburseId: 'waits', ...entry }, ['03'], { ...ending, waitsForOrder: true });
    expect(books.statusCode('callback died')).toBe('03');
    await books.close();
    const again = new Books(open);
    expect([again.statusCode('callback died'), again.statusCode('waits')]).toEqual(['06', '03']);
    expect(again.read({}).totals).toMatchObject({ movedCount: 2, returnedCount: 1, returnedAmount: 10_000 });
    await again.settle(2);
    expect(again.statusCode('waits')).toBe('06');
    await again.close();
  });

  it('brings an ordered balance over a restart', async () => {
    await sandbox.control('POST', 'balance', { effectiveBalance: 60_000 });
    await sandbox.transfer(await sandbox.inquire());
    await startAgain();
    expect((await sandbox.transfer(await sandbox.inquire())).responseCode).toBe('-510');
  });

  it('brings the balance of each provider over a restart, and what came back to it', async () => {
    const open = join(folder, 'balances.jsonl');
    const books = new Books(open);
    const entry = {
      ...{ custRefNumber: '', bankCode: '014', bankAccount: '1', amount: 10_000, sha256: '', answered: '2004300' },
      ...{ receivedAt: new Date().toISOString(), moved: true, receiptCheck: null, remotePort: null },
    };
    await books.setBalance('doku', { balance: 50_000, effectiveBalance: 40_000 });
    await books.addTransfer({ step: 'doku_transfer', disburseId: 'stays out', ...entry }, ['00']);
    await books.addTransfer({ step: 'doku_transfer', disburseId: 'returns', ...entry }, ['03'], {
      ...{ statusCodes: ['06'], returns: true, waitsForOrder: true },
    });
    await books.addTransfer({ step: 'cash_out', disburseId: '1', ...entry }, null);
    await books.settle(2);
    const held = books.balances;
    expect(held.doku).toEqual({ balance: 40_000, effectiveBalance: 30_000 });
    expect(held.duitku.effectiveBalance).toBe(OPENING_BALANCE - 10_000);
    await books.close();
    const again = new Books(open);
    expect(again.balances).toEqual(held);
    await again.close();
  });

  it('from before each provider had its own balance sets both', async () => {
    const old = join(folder, 'old.jsonl');
    writeFileSync(old, '{"type":"balance","balance":2,"effectiveBalance":1}\n');
    const low = { balance: 2, effectiveBalance: 1 };
    const books = new Books(old);
    expect(books.balances).toEqual({ duitku: low, doku: low });
    await books.close();
  });

  it('keeps its lines on a reset, which a restart honours', async () => {
    await sandbox.transfer(await sandbox.inquire());
    const before = readFileSync(file, 'utf8');
    await sandbox.control('POST', 'reset');
    await startAgain();
    expect((await sandbox.books()).transfers).toEqual([]);
    expect(readFileSync(file, 'utf8').startsWith(before)).toBe(true);
  });

  it('may end in a torn line, which is dropped', async () => {
    await sandbox.transfer(await sandbox.inquire());
    appendFileSync(file, '{"type":"transfer","seq');
    await startAgain();
    await sandbox.transfer(await sandbox.inquire());
    await startAgain();
    expect((await sandbox.books()).totals.transferRequests).toBe(2);
  });

  it('that is damaged before its end is refused, naming the line', () => {
    const damaged = join(folder, 'damaged.jsonl');
    writeFileSync(damaged, '{"type":"reset"}\nrubbish\n{"type":"reset"}\n');
    expect(() => new Books(damaged)).toThrow('line 2');
  });

  it('loses nothing when many transfers arrive at once', async () => {
    const inquiries = await Promise.all(Array.from({ length: 50 }, () => sandbox.inquire()));
    expect(new Set(inquiries.map((inquiry) => inquiry.disburseId)).size).toBe(50);
    expect(new Set(inquiries.map((inquiry) => inquiry.custRefNumber)).size).toBe(50);
    await Promise.all(inquiries.map((inquiry) => sandbox.transfer(inquiry)));
    await startAgain();
    expect((await sandbox.books()).totals).toEqual({
      transferRequests: 50,
      movedCount: 50,
      movedAmount: 2_500_000,
      returnedCount: 0,
      returnedAmount: 0,
    });
  });
});
