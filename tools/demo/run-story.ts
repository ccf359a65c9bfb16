import type { Payout } from '#libs/api-client';
import { CHAPTERS, type Chapter, type Stage } from './chapters.js';
import { compareBooks, isFor } from './compare-books.js';

/** Plays every chapter and compares the books. @returns whether all of it ended as it must */
export async function runStory(stage: Stage): Promise<boolean> {
  const { narrator, sandbox, client } = stage;
  let asItMust = true;
  for (const chapter of CHAPTERS) asItMust = (await play(stage, chapter)) && asItMust;
  narrator.say('');
  return (await compareBooks(narrator, sandbox, client)) && asItMust;
}

async function play(stage: Stage, { title, ends, play }: Chapter): Promise<boolean> {
  stage.narrator.chapter(title);
  const payout = await play(stage);
  const asItMust = payout.status === ends;
  const wrong = asItMust ? '' : `, but should be ${ends}: this is a bug, please report it`;
  stage.narrator.result(`${payout.status}; the provider received ${await received(stage, payout)} for it${wrong}`);
  return asItMust;
}

async function received({ sandbox }: Stage, payout: Payout): Promise<string> {
  const { transfers } = await sandbox.books();
  const requests = transfers.filter(({ disburseId }) => isFor(payout, disburseId)).length;
  return requests === 0 ? 'no transfer request' : `${requests} transfer request${requests === 1 ? '' : 's'}`;
}
