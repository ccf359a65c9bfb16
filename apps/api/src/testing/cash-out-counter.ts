import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a counter gave out for one payout. */
export interface GivenOut {
  readonly token: string;
  readonly pin: string;
}

/** A provider's Cash Out, in this process: takes every order, and gives out a token and a PIN. */
export interface CashOutCounter {
  readonly url: string;
  /** Everything given out so far, newest last. */
  readonly givenOut: readonly GivenOut[];
  /** Requests wait from now on until {@link open}. */
  close(): void;
  open(): void;
  end(): Promise<void>;
}

export async function openCashOutCounter(): Promise<CashOutCounter> {
  const givenOut: GivenOut[] = [];
  let opened = Promise.resolve();
  let open = () => {};
  const server = createServer(async (request, response) => {
    const order = JSON.parse(await textOf(request));
    await opened;
    const code = { token: `4${randomDigits(11)}`, pin: `7${randomDigits(8)}` };
    givenOut.push(code);
    const { amountTransfer, custRefNumber, accountName, phoneNumber, bankCode, email } = order;
    const echo = { amountTransfer, custRefNumber, accountName, phoneNumber, bankCode, email };
    const answer = {
      ...echo,
      disburseId: Number(randomDigits(6)) + 1,
      ...code,
      responseCode: '00',
      responseDesc: 'Success',
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    givenOut,
    close: () => {
      opened = new Promise((resolve) => {
        open = resolve;
      });
    },
    open: () => open(),
    end: () => {
      open();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Enough of them to be found nowhere by chance. */
function randomDigits(count: number): string {
  return Array.from({ length: count }, () => randomInt(1, 10)).join('');
}
