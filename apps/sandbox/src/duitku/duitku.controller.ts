import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Books } from '../books.js';
import { Callbacks, CallbackUrls } from '../callbacks/callbacks.js';
import type { Fault } from '../faults.js';
import { ProviderCalls, type ProviderRequest, type Reception } from '../provider-calls.js';
import { SANDBOX_SETTINGS, type SandboxSettings } from '../sandbox.settings.js';
import { CASH_OUT_PATH, DUITKU_PATH, type DuitkuStep } from '../steps.js';
import { Accounts } from './accounts.js';
import { cashOut } from './cash-out.js';
import { type CheckedRequest, checkRequest } from './check-request.js';
import { inquireClearing, transferClearing } from './clearing.js';
import { checkStatus, inquire } from './inquiry-and-status.js';
import { type Answer, balanceAnswer, banksAnswer, providerAnswer } from './responses.js';
import { transfer } from './transfer.js';

type AnswerCall = (checked: CheckedRequest, fault: Fault | undefined, reception: Reception) => Promise<Answer>;

/** Transfer Online and Clearing as documented. Every response is HTTP 200 with a responseCode, unless a fault was ordered. */
@Controller(DUITKU_PATH)
export class DuitkuController {
  constructor(
    readonly books: Books,
    readonly accounts: Accounts,
    readonly callbacks: Callbacks,
    readonly callbackUrls: CallbackUrls,
    private readonly calls: ProviderCalls,
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
      const funds = refusal === null ? this.books.balances.duitku : null;
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

  private handle(step: DuitkuStep, request: ProviderRequest, reply: FastifyReply, answerCall: AnswerCall) {
    return this.calls.handle(request, reply, ({ bytes, receivedAt }) => {
      const checked = checkRequest(step, bytes, this.settings.duitku, receivedAt.getTime());
      const { disburseId = '', custRefNumber = '', bankAccount = '' } = checked.values;
      // A status check names no account; the fault and the log find it by the inquiry.
      const account = bankAccount || (this.books.inquiry(disburseId)?.bankAccount ?? '');
      return {
        step,
        names: { disburseId, custRefNumber, bankAccount: account },
        answer: async (fault, reception) => providerAnswer(await answerCall(checked, fault, reception)),
      };
    });
  }
}

/** Cash Out as documented. It has a host of its own at the provider; here all faces share one. */
@Controller()
export class CashOutController {
  constructor(
    readonly books: Books,
    readonly callbacks: Callbacks,
    private readonly calls: ProviderCalls,
    @Inject(SANDBOX_SETTINGS) readonly settings: SandboxSettings,
  ) {}

  @Post(CASH_OUT_PATH)
  inquiry(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.calls.handle(request, reply, ({ bytes, receivedAt }) => {
      const checked = checkRequest('cash_out', bytes, this.settings.duitku, receivedAt.getTime());
      const { custRefNumber = '', phoneNumber = '' } = checked.values;
      return {
        step: 'cash_out',
        names: { disburseId: '', custRefNumber, bankAccount: phoneNumber },
        answer: async (fault, reception) => {
          const { disburseId, ...answer } = await cashOut(this, checked, reception, fault);
          return { ...providerAnswer(answer), ...(disburseId && { disburseId }) };
        },
      };
    });
  }
}
