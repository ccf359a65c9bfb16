import { createHash } from 'node:crypto';
import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Books } from '../books.js';
import { Callbacks } from '../callbacks.js';
import { type Fault, Faults, type Step } from '../faults.js';
import { Holds } from '../holds.js';
import { misbehave, sendAnswer } from '../misbehave.js';
import { askReceiptHook } from '../receipt-hook.js';
import { RequestLog } from '../request-log.js';
import { SANDBOX_SETTINGS, type SandboxSettings } from '../sandbox.settings.js';
import { Accounts } from './accounts.js';
import { type CheckedRequest, checkRequest } from './check-request.js';
import { checkStatus } from './check-status.js';
import { inquireClearing, transferClearing } from './clearing.js';
import { inquire } from './inquire.js';
import { type Answer, balanceAnswer, banksAnswer, overrideAnswer, writeAnswer } from './responses.js';
import { type Reception, transfer } from './transfer.js';

type ProviderRequest = FastifyRequest<{ Body: Buffer | undefined }>;

/** Where Duitku's disbursement API lives on its hosts. */
export const DUITKU_PATH = '/webapi/api/disbursement';

/** The call behind each path. Production paths carry no `sandbox`; both are served, so either configuration works here. */
export const STEP_OF_PATH: Readonly<Record<string, Step>> = {
  inquirysandbox: 'inquiry',
  inquiry: 'inquiry',
  transfersandbox: 'transfer',
  transfer: 'transfer',
  inquiryclearingsandbox: 'clearing_inquiry',
  inquiryclearing: 'clearing_inquiry',
  transferclearingsandbox: 'clearing_transfer',
  transferclearing: 'clearing_transfer',
  inquirystatus: 'status',
  checkbalance: 'balance',
  listBank: 'banks',
};

/** The calls that move money; the receipt hook is told of them. */
const MONEY_STEPS: readonly Step[] = ['transfer', 'clearing_transfer'];

type AnswerCall = (checked: CheckedRequest, fault: Fault | undefined, reception: Reception) => Promise<Answer>;

/** Transfer Online and Clearing as documented. Every answer is HTTP 200 with a responseCode, unless a fault was ordered. */
@Controller(DUITKU_PATH)
export class DuitkuController {
  constructor(
    readonly books: Books,
    readonly accounts: Accounts,
    private readonly faults: Faults,
    private readonly holds: Holds,
    private readonly log: RequestLog,
    readonly callbacks: Callbacks,
    @Inject(SANDBOX_SETTINGS) readonly settings: SandboxSettings,
  ) {}

  @Post(['inquirysandbox', 'inquiry'])
  inquiry(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    const { books, accounts } = this;
    return this.handle('inquiry', request, reply, (checked, fault) => inquire({ books, accounts }, checked, fault));
  }

  @Post(['transfersandbox', 'transfer'])
  transfer(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    const { books, accounts } = this;
    return this.handle('transfer', request, reply, (checked, fault, reception) =>
      transfer({ books, accounts }, checked, reception, fault),
    );
  }

  @Post(['inquiryclearingsandbox', 'inquiryclearing'])
  clearingInquiry(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    const { books, accounts } = this;
    return this.handle('clearing_inquiry', request, reply, (checked, fault) =>
      inquireClearing({ books, accounts }, checked, fault),
    );
  }

  @Post(['transferclearingsandbox', 'transferclearing'])
  clearingTransfer(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.handle('clearing_transfer', request, reply, (checked, fault, reception) =>
      transferClearing(this, checked, reception, fault),
    );
  }

  @Post('inquirystatus')
  status(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    const { books } = this;
    return this.handle('status', request, reply, (checked, fault) => checkStatus({ books }, checked, fault));
  }

  @Post('checkbalance')
  balance(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.handle('balance', request, reply, async ({ values, refusal }, fault) => {
      const ordered = fault?.action.kind === 'code' ? fault.action : null;
      const funds = refusal === null ? this.books.balances : null;
      return balanceAnswer(ordered?.code ?? refusal ?? '00', values, funds, ordered?.description);
    });
  }

  @Post('listBank')
  banks(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.handle('banks', request, reply, async ({ refusal }, fault) => {
      const ordered = fault?.action.kind === 'code' ? fault.action : null;
      return banksAnswer(ordered?.code ?? refusal ?? '00', ordered?.description);
    });
  }

  /** The way of every request: check, tell the hook, take a fault, decide and book, log, and only then answer. */
  private async handle(step: Step, request: ProviderRequest, reply: FastifyReply, answerCall: AnswerCall) {
    const receivedAt = new Date();
    const bytes = request.body ?? Buffer.alloc(0);
    const remotePort = request.socket.remotePort ?? null;
    const checked = checkRequest(step, bytes, this.settings.duitku, receivedAt.getTime());
    const { disburseId = '', custRefNumber = '', bankAccount = '' } = checked.values;
    const receipt = {
      disburseId,
      custRefNumber,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      receivedAt: receivedAt.toISOString(),
    };
    const receiptCheck = MONEY_STEPS.includes(step)
      ? await askReceiptHook(this.settings.receiptHook, { step, ...receipt })
      : null;

    // A status check names no account; the fault and the log know it by the inquiry.
    const account = bankAccount || (this.books.inquiry(disburseId)?.bankAccount ?? '');
    const fault = this.faults.take(step, { bankAccount: account, disburseId });
    const answer = await answerCall(checked, fault, { ...receipt, receiptCheck, remotePort });
    const answered = fault && fault.action.kind !== 'code' ? fault.action.kind : answer.code;
    this.log.add({ step, bankAccount: account, disburseId, at: receipt.receivedAt, remotePort, answered });

    reply.hijack();
    if (!fault) return sendAnswer(reply.raw, writeAnswer(answer));
    const told = fault.action.kind === 'echo' ? overrideAnswer(answer, fault.action.override) : answer;
    await misbehave(reply.raw, fault, writeAnswer(told), this.holds);
  }
}
