import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TransferEntry } from './books.js';
import { type Fault, Faults } from './faults.js';
import { Holds } from './holds.js';
import { misbehave, type ProviderAnswer, sendAnswer } from './misbehave.js';
import { RequestLog } from './request-log.js';
import { SANDBOX_SETTINGS, type SandboxSettings } from './sandbox.settings.js';
import { MONEY_STEPS, type Step } from './steps.js';

export type ProviderRequest = FastifyRequest<{ Body: Buffer | undefined }>;

/** A provider request as it arrived. `url` is the path with the query, without the host. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly receivedAt: Date;
}

/** What the books store of a request in addition to its fields. */
export type Reception = Pick<TransferEntry, 'sha256' | 'receivedAt' | 'receiptCheck' | 'remotePort'>;

/** One request as its face read it. */
export interface ProviderCall {
  readonly step: Step;
  /**
   * What faults match, and what the hook and the log receive; empty where the request names none. `disburseId` is the
   * key of the transfer: Duitku's disburseId or DOKU's partnerReferenceNo. `bankAccount` of a cash out is the phone.
   */
  readonly names: { readonly disburseId: string; readonly custRefNumber: string; readonly bankAccount: string };
  /** Decides and books. Resolves when what it booked is durable: the response leaves right after. */
  answer(fault: Fault | undefined, reception: Reception): Promise<ProviderAnswer>;
}

/** The way every request of every face goes: read, call the hook, take a fault, decide and book, log, and only then respond. */
@Injectable()
export class ProviderCalls {
  constructor(
    private readonly faults: Faults,
    private readonly holds: Holds,
    private readonly log: RequestLog,
    @Inject(SANDBOX_SETTINGS) private readonly settings: SandboxSettings,
  ) {}

  /** @param read checks the request without answering it; it may not throw. */
  async handle(
    request: ProviderRequest,
    reply: FastifyReply,
    read: (received: ReceivedRequest) => ProviderCall,
  ): Promise<void> {
    const receivedAt = new Date();
    const { method, url, headers } = request;
    const bytes = request.body ?? Buffer.alloc(0);
    const remotePort = request.socket.remotePort ?? null;
    const call = read({ method, url, headers, bytes, receivedAt });
    const { step, names } = call;
    const { disburseId, custRefNumber, bankAccount } = names;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const receipt = { step, disburseId, custRefNumber, sha256, receivedAt: receivedAt.toISOString() };
    const receiptCheck = MONEY_STEPS.includes(step) ? await askReceiptHook(this.settings.receiptHook, receipt) : null;

    const fault = this.faults.take(step, names);
    const answer = await call.answer(fault, { sha256, receivedAt: receipt.receivedAt, receiptCheck, remotePort });
    const answered = fault && fault.action.kind !== 'code' ? fault.action.kind : answer.code;
    const key = answer.disburseId ?? disburseId;
    this.log.add({ step, bankAccount, disburseId: key, at: receipt.receivedAt, remotePort, answered });

    reply.hijack();
    if (!fault) return sendAnswer(reply.raw, answer.write());
    const sent = fault.action.kind === 'echo' ? answer.override(fault.action.override) : answer;
    await misbehave(reply.raw, fault, sent.write(), this.holds);
  }
}

/** What the hook receives of a transfer request before it is booked. `sha256` is of the raw request bytes, lower-case hex. */
export interface Receipt {
  readonly step: Step;
  readonly disburseId: string;
  readonly custRefNumber: string;
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
}

// The provider's response waits meanwhile; longer than this would look like a provider timeout.
const WAIT_MS = 5_000;

/**
 * Sends a received transfer to the hook and waits for its response. So a test can inspect the client's database at the
 * moment the request arrives: was the intent recorded first?
 * @returns failed on a non-2xx, no response in 5 s, or no connection; null without a hook.
 */
export async function askReceiptHook(url: string | null, receipt: Receipt): Promise<'passed' | 'failed' | null> {
  if (url === null) return null;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(receipt),
      redirect: 'manual',
      signal: AbortSignal.timeout(WAIT_MS),
    });
    await answer.body?.cancel();
    return answer.ok ? 'passed' : 'failed';
  } catch {
    return 'failed';
  }
}
