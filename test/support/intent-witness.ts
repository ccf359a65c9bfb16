import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Stage } from './stage.js';

/**
 * When these bytes arrived, their intent was committed, its attempt was live and its payout was `transferring`. A busy machine looks later,
 * when the service may have stopped waiting for the answer.
 */
const IS_COMMITTED = `
  select 1 from attempt
  where request_sha256 = $1 and intent_at <= $2::timestamptz + interval '1 millisecond'
    and (result_at is null or result_at >= $2)
    and not exists (select from payout_event moved where moved.payout_id = attempt.payout_id
      and moved.from_status = 'transferring' and moved.at > attempt.intent_at and moved.at < $2)`;

/** Asked by the sandbox whenever a transfer arrives, before it books it: `receiptCheck` of the books is its verdict. */
export class IntentWitness {
  asked = 0;
  private stage: Stage | null = null;
  private readonly server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.asked += 1;
    const { sha256, receivedAt } = JSON.parse(Buffer.concat(chunks).toString());
    const found = await this.stage?.query(IS_COMMITTED, [sha256, receivedAt]);
    response.writeHead(found?.length === 1 ? 204 : 409).end();
  });

  static async start(): Promise<IntentWitness> {
    const witness = new IntentWitness();
    witness.server.listen(0, '127.0.0.1');
    await once(witness.server, 'listening');
    return witness;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on it knows what is committed; before, nothing is. */
  lookInto(stage: Stage): void {
    this.stage = stage;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
