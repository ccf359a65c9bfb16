import { Option } from 'nest-commander';
import {
  type OverseenFilter,
  type PayoutStatus,
  STANDING_KINDS,
  STATUSES,
  type StandingKind,
  WAITING_REASONS,
} from '#libs/payouts';
import { PROVIDERS } from '#libs/providers';
import { findClient } from '../client/client.js';
import type { Get } from '../core/domain.js';
import { wrong } from '../core/errors.js';
import { ExportingCommand } from '../core/salur-command.js';
import { omitAbsent, readText, readTime, readWord } from '../input/input.js';

const RAILS = PROVIDERS.flatMap(({ rails }) => rails.map(({ name }) => name));
const WAITING = [...WAITING_REASONS, 'any'] as const;

/** Which payouts a command is about. */
export interface FilterOptions {
  readonly status?: readonly PayoutStatus[];
  readonly client?: string;
  readonly rail?: readonly string[];
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
  readonly completedFrom?: Date;
  readonly completedTo?: Date;
  /** True: given without a reason. */
  readonly waiting?: (typeof WAITING)[number] | true;
  readonly standing?: StandingKind;
}

/** A command about payouts of all clients that fit a filter. */
export abstract class PayoutFilterCommand extends ExportingCommand {
  @Option({ flags: '--status <status>', description: `one or more, by commas: ${STATUSES.join(', ')}` })
  readStatus(text: string, before: readonly PayoutStatus[] = []): readonly PayoutStatus[] {
    return readWords('--status', text, STATUSES, before);
  }

  @Option({ flags: '--client <client>', description: 'by name or id' })
  readClient(text: string): string {
    return text;
  }

  @Option({ flags: '--rail <rail>', description: `one or more, by commas: ${RAILS.join(', ')}` })
  readRail(text: string, before: readonly string[] = []): readonly string[] {
    return readWords('--rail', text, RAILS, before);
  }

  @Option({ flags: '--reference <reference>', description: "the client's own reference" })
  readReference(text: string): string {
    return readText('--reference', text, 64);
  }

  @Option({ flags: '--metadata <name=value>', description: 'payouts with this note; repeatable' })
  readMetadata(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
    const at = readText('--metadata', text, 600).indexOf('=');
    if (at < 1) throw wrong('--metadata', 'send a name and a value: costCentre=4711');
    return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
  }

  @Option({ flags: '--created-from <time>', description: 'accepted at this time or later' })
  readCreatedFrom(text: string): Date {
    return readTime('--created-from', text);
  }

  @Option({ flags: '--created-to <time>', description: 'accepted before this time' })
  readCreatedTo(text: string): Date {
    return readTime('--created-to', text);
  }

  @Option({ flags: '--completed-from <time>', description: 'ended at this time or later' })
  readCompletedFrom(text: string): Date {
    return readTime('--completed-from', text);
  }

  @Option({ flags: '--completed-to <time>', description: 'ended before this time' })
  readCompletedTo(text: string): Date {
    return readTime('--completed-to', text);
  }

  @Option({
    flags: '--waiting [reason]',
    description: 'payouts that wait: for approval, second_person, window, funds, or any',
  })
  readWaiting(text: string): (typeof WAITING)[number] {
    return readWord('--waiting', text, WAITING);
  }

  @Option({ flags: '--standing <standing>', description: STANDING_KINDS.join(', ') })
  readStanding(text: string): StandingKind {
    return readWord('--standing', text, STANDING_KINDS);
  }
}

function readWords<Word extends string>(
  name: string,
  text: string,
  words: readonly Word[],
  before: readonly Word[],
): readonly Word[] {
  return [...new Set([...before, ...text.split(',').map((word) => readWord(name, word, words))])];
}

/** @throws Problem `not_found` when there is no such client */
export async function filterOf(get: Get, options: FilterOptions): Promise<OverseenFilter> {
  const { client, waiting, status, rail, reference, metadata, standing } = options;
  const { createdFrom, createdTo, completedFrom, completedTo } = options;
  return omitAbsent({
    clientId: client === undefined ? undefined : (await findClient(get, client)).client.id,
    status,
    rail,
    reference,
    metadata,
    createdFrom,
    createdTo,
    completedFrom,
    completedTo,
    standing,
    waiting: waiting === true ? 'any' : waiting,
  });
}
