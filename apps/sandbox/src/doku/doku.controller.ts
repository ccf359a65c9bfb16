import { Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Fault } from '../faults.js';
import type { ProviderAnswer } from '../misbehave.js';
import { ProviderCalls, type ProviderRequest, type ReceivedRequest, type Reception } from '../provider-calls.js';
import type { DokuStep } from '../steps.js';
import { pathsOf, TOKEN_PATH } from '../steps.js';
import { checkStatus, giveToken, inquire, readBalance } from './calls.js';
import { type CheckedBody, checkBody } from './check-body.js';
import { type RawRequest, refuseCallHeaders, refuseTokenHeaders } from './check-headers.js';
import { DokuFace } from './doku-face.js';
import { findTransfer } from './ledger.js';
import type { Refusal } from './response-codes.js';
import { type DokuAnswer, overrideAnswer, writeAnswer } from './responses.js';
import { transferBank } from './transfer-bank.js';

type AnswerCall = (
  body: CheckedBody,
  fault: Fault | undefined,
  receivedAt: Date,
  reception: Reception,
) => Promise<DokuAnswer>;

/** Kirim DOKU as documented, under the prefix of the document and under that of the live API. */
@Controller()
export class DokuController {
  constructor(
    private readonly face: DokuFace,
    private readonly calls: ProviderCalls,
  ) {}

  @Post(TOKEN_PATH)
  token(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.handle('doku_token', request, reply, (body, fault, at) => giveToken(this.face, body, fault, at));
  }

  @Post(pathsOf('doku_inquiry'))
  inquiry(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.handle('doku_inquiry', request, reply, (body, fault, at) => inquire(this.face, body, fault, at));
  }

  @Post(pathsOf('doku_transfer'))
  transfer(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.handle('doku_transfer', request, reply, (body, fault, _at, reception) =>
      transferBank(this.face, body, reception, fault),
    );
  }

  @Post(pathsOf('doku_status'))
  status(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.handle('doku_status', request, reply, (body, fault, at) => checkStatus(this.face, body, fault, at));
  }

  @Post(pathsOf('doku_balance'))
  balance(@Req() request: ProviderRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.handle('doku_balance', request, reply, async (body, fault) => readBalance(this.face, body, fault));
  }

  private handle(step: DokuStep, request: ProviderRequest, reply: FastifyReply, answerCall: AnswerCall) {
    return this.calls.handle(request, reply, (received) => {
      const body = this.check(step, received);
      return {
        step,
        names: this.namesOf(body),
        answer: async (fault, reception) =>
          this.provide(step, await answerCall(body, fault, received.receivedAt, reception)),
      };
    });
  }

  private check(step: DokuStep, { method, url, headers, bytes, receivedAt }: ReceivedRequest): CheckedBody {
    const body = checkBody(step, bytes);
    const refused = this.refuseHeaders(step, { method, path: url, headers, body: bytes }, receivedAt.getTime());
    return { ...body, refusal: refused ?? body.refusal };
  }

  private refuseHeaders(step: DokuStep, request: RawRequest, nowMs: number): Refusal | null {
    const { tokens, externalIds, behaviour } = this.face;
    const settings = this.face.settings.doku;
    if (step === 'doku_token') return refuseTokenHeaders(request, settings, nowMs);
    return refuseCallHeaders(step, request, { settings, behaviour: behaviour.now, tokens, externalIds }, nowMs);
  }

  private namesOf({ values }: CheckedBody) {
    const disburseId = values.originalPartnerReferenceNo ?? values.partnerReferenceNo ?? '';
    // A status check names no account; faults and the log find it by the transfer.
    const account = findTransfer(this.face.books, values.originalPartnerReferenceNo ?? '')?.bankAccount;
    const bankAccount = values.beneficiaryAccountNumber ?? account ?? '';
    return { disburseId, custRefNumber: '', bankAccount };
  }

  private provide(step: DokuStep, answer: DokuAnswer): ProviderAnswer {
    // The document has no token response: there is only the live form.
    const shape = step === 'doku_token' ? 'live' : this.face.behaviour.now.shape;
    return {
      code: answer.code,
      write: () => writeAnswer(answer, shape),
      override: (fields) => this.provide(step, overrideAnswer(answer, fields)),
    };
  }
}
