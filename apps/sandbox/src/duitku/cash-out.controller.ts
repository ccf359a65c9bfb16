import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Books } from '../books.js';
import { Callbacks } from '../callbacks/callbacks.js';
import { ProviderCalls, type ProviderRequest } from '../provider-calls.js';
import { SANDBOX_SETTINGS, type SandboxSettings } from '../sandbox.settings.js';
import { cashOut } from './cash-out.js';
import { checkRequest } from './check-request.js';
import { CASH_OUT_PATH } from './duitku.paths.js';
import { providerAnswer } from './responses.js';

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
