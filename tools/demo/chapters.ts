import { setTimeout as pause } from 'node:timers/promises';
import type { Payout, PayoutStatus } from '#libs/api-client';
import type { Narrator } from './narrator.js';
import type { PayoutClient, PayoutRequest } from './payout-client.js';
import type { SandboxControl } from './sandbox-control.js';
import { Timeline } from './timeline.js';

/** What a chapter can use. */
export interface Stage {
  readonly narrator: Narrator;
  readonly client: PayoutClient;
  readonly sandbox: SandboxControl;
  /** kill -9. @returns the process that died */
  readonly killService: () => Promise<number>;
  readonly startServiceAgain: () => Promise<void>;
}

export interface Chapter {
  readonly title: string;
  /** How it must end; anything else is a failure of the demo. */
  readonly ends: PayoutStatus;
  readonly play: (stage: Stage) => Promise<Payout>;
}

const PAID = '8760673566';
const CLEARING = '8760673466';
const ANYWHERE = '5550001234';
const FINAL = ['succeeded', 'failed'] as const;
/** Long enough to see that nothing happens while a payout waits for a person. */
const WAITS_FOR_A_PERSON_MS = 1_500;
const REQUEST_ARRIVES_WITHIN_MS = 10_000;

export const CHAPTERS: readonly Chapter[] = [
  {
    title: 'A payout that is paid at once',
    ends: 'succeeded',
    play: (stage) => follow(stage, { amount: 150_000, accountNumber: PAID }),
  },
  {
    title: 'A wrong account: refused at the inquiry, nothing is sent',
    ends: 'failed',
    play: (stage) => follow(stage, { amount: 75_000, accountNumber: '1234567890' }),
  },
  {
    title: 'The transfer answers TO (timeout), and turns out to be paid',
    ends: 'succeeded',
    play: (stage) => follow(stage, { amount: 250_000, accountNumber: '8760673561' }),
  },
  {
    title: 'The transfer answers 68 (answered too late), and turns out to be unpaid',
    ends: 'failed',
    play: (stage) => follow(stage, { amount: 120_000, accountNumber: '8760673564' }),
  },
  {
    title: 'Wanted: Siti Rahayu. The account is clearly not hers: a person decides',
    ends: 'succeeded',
    play: waitForPerson,
  },
  {
    title: 'BI-FAST, in real time',
    ends: 'succeeded',
    play: (stage) => follow(stage, { rail: 'duitku.bifast', amount: 2_000_000, accountNumber: CLEARING }),
  },
  {
    title: 'LLG, in the hours of the banks (the sandbox has none)',
    ends: 'succeeded',
    play: (stage) => follow(stage, { rail: 'duitku.llg', amount: 5_000_000, accountNumber: CLEARING }),
  },
  {
    title: 'RTGS, for a large sum',
    ends: 'succeeded',
    play: (stage) => follow(stage, { rail: 'duitku.rtgs', amount: 750_000_000, accountNumber: CLEARING }),
  },
  {
    title: 'H2H: accepted, then a callback; the status check that it causes is the proof',
    ends: 'succeeded',
    play: (stage) => follow(stage, { rail: 'duitku.h2h', amount: 3_000_000, accountNumber: CLEARING, bankCode: '008' }),
  },
  { title: 'rail "auto": the cheapest refuses, the next one pays', ends: 'succeeded', play: takeAnotherRail },
  {
    title: 'Cash at Indomaret: a code for the counter, and a callback once it is collected',
    ends: 'succeeded',
    play: (stage) =>
      follow(stage, { rail: 'duitku.cash_out', amount: 100_000, collectedBy: { phoneNumber: '082211789110' } }),
  },
  {
    title: 'Kirim DOKU: "2004300 Successful" means accepted, not paid',
    ends: 'succeeded',
    play: (stage) => follow(stage, { rail: 'doku.kirim', amount: 400_000, accountNumber: '8377388292' }),
  },
  {
    title: 'Kirim DOKU: paid, and refunded afterwards',
    ends: 'returned',
    play: async (stage) => {
      const { timeline } = await begin(stage, { rail: 'doku.kirim', amount: 350_000, accountNumber: '7746555134' });
      return timeline.until('returned', 'failed');
    },
  },
  { title: 'The service is killed while its transfer request is open', ends: 'succeeded', play: killWhileSending },
];

async function begin(stage: Stage, request: PayoutRequest): Promise<{ payout: Payout; timeline: Timeline }> {
  const payout = await stage.client.create(request);
  return { payout, timeline: new Timeline(stage.narrator, stage.client, payout) };
}

async function follow(stage: Stage, request: PayoutRequest): Promise<Payout> {
  const { timeline } = await begin(stage, request);
  return timeline.until(...FINAL);
}

async function waitForPerson(stage: Stage): Promise<Payout> {
  const request = { amount: 1_000_000, accountNumber: PAID, accountHolderName: 'Siti Rahayu' };
  const { payout, timeline } = await begin(stage, request);
  await timeline.until('inquired', ...FINAL);
  stage.narrator.happening('it waits; nothing is sent before a confirmation');
  await pause(WAITS_FOR_A_PERSON_MS);
  stage.narrator.happening(`POST /v1/payouts/${payout.id}/confirm`);
  await stage.client.confirm(payout.id);
  return timeline.until(...FINAL);
}

async function takeAnotherRail(stage: Stage): Promise<Payout> {
  await stage.sandbox.openAccount(ANYWHERE);
  await stage.sandbox.refuseNextClearing();
  return follow(stage, { rail: 'auto', amount: 600_000, accountNumber: ANYWHERE });
}

async function killWhileSending(stage: Stage): Promise<Payout> {
  const { sandbox, narrator } = stage;
  const before = await sandbox.transfersReceived();
  await sandbox.holdNextTransfer(PAID);
  const { timeline } = await begin(stage, { amount: 500_000, accountNumber: PAID });
  await timeline.until('transferring', ...FINAL);
  await sandbox.transfersReceived(before + 1, REQUEST_ARRIVES_WITHIN_MS);
  const killed = await stage.killService();
  const booked = (await sandbox.books()).transfers.at(-1);
  narrator.happening(
    `kill -9 ${killed}: the provider has the request${booked?.moved ? ' and has moved the money' : ''}; the answer is lost`,
  );
  await sandbox.release();
  const startedAt = performance.now();
  await stage.startServiceAgain();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  narrator.happening(`started again in ${seconds} s; once the dead process's lease has run out, it asks`);
  return timeline.until(...FINAL);
}
