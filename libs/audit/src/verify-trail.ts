import type { DataSource } from 'typeorm';
import { BEFORE_THE_FIRST, hashOfEntry, hashOfLink } from './hash-chain.js';
import { type LinkWithEntry, readEntriesPage, readLinks } from './verify-trail.queries.js';

/**
 * `entry_altered`, `entry_deleted`: an entry is not, or no longer, what was linked. `link_altered`, `link_missing`: the chain
 * itself was changed. `entry_backdated`: an entry claims a time long before entries that were there earlier.
 * `entry_unlinked`: an entry has waited too long for its link; nothing links, or something keeps it from being linked.
 * `anchor_missing`: the chain once had a link that it does not have; its end was cut off, or all of it was made anew.
 */
export type AuditProblemKind =
  | 'entry_altered'
  | 'entry_deleted'
  | 'link_altered'
  | 'link_missing'
  | 'entry_backdated'
  | 'entry_unlinked'
  | 'anchor_missing';

export interface AuditProblem {
  readonly kind: AuditProblemKind;
  /** The number of a link; null: it is about no link. */
  readonly seq: number | null;
  readonly entryId: string | null;
}

/** Where a chain ends, or once ended. */
export interface AuditHead {
  /** 0: there is no link. */
  readonly seq: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

export interface AuditReport {
  readonly entries: number;
  readonly links: number;
  readonly head: AuditHead;
  /** In the order in which they were found; the first {@link MOST_PROBLEMS} of them. */
  readonly problems: readonly AuditProblem[];
  /** How many more there are. */
  readonly moreProblems: number;
}

export interface VerifyWishes {
  /** Ends of the chain that the log has told of, or another place out of reach of whoever can write the database. */
  readonly anchors?: readonly AuditHead[];
  /** Age from which an entry without a link is a problem. */
  readonly unlinkedAfterMs?: number;
  /** Rows read at once; tests have fewer. */
  readonly rowsPerPage?: number;
}

/** One wrong row in the middle of many makes a report that nobody reads. */
const MOST_PROBLEMS = 100;
const UNLINKED_AFTER_MS = 60_000;
const ROWS_PER_PAGE = 2_000;
/** More than a transaction can take, and than a clock is set back by. */
const BACKDATED_BY_MS = 3_600_000;

/**
 * Computes the whole chain again and compares it with what is there. Writes nothing, so a role that may only read can do it,
 * also on a standby; holds a page in memory, however long the trail is.
 */
export async function verifyAuditTrail(dataSource: DataSource, wishes: VerifyWishes = {}): Promise<AuditReport> {
  const { anchors = [], unlinkedAfterMs = UNLINKED_AFTER_MS, rowsPerPage = ROWS_PER_PAGE } = wishes;
  const findings = new Findings();
  const chain = new ChainCheck(findings, anchors);
  for (let seq = 0; ; ) {
    const links = await readLinks(dataSource, seq, rowsPerPage);
    for (const link of links) chain.check(link);
    if (links.length < rowsPerPage) break;
    seq = links.at(-1)?.seq ?? seq;
  }
  chain.end();
  const entries = await countEntries(dataSource, { findings, rowsPerPage, unlinkedAfterMs });
  const { links, head } = chain;
  return { entries, links, head, problems: findings.kept, moreProblems: findings.more };
}

/**
 * Reads an end of the chain as the log tells it: `1234:5e88…`.
 *
 * @throws RangeError that says how one looks
 */
export function readAnchor(text: string): AuditHead {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new RangeError(
      'an anchor is a number, a colon and 64 hexadecimal digits, as in "the audit trail ends at ..." in the log',
    );
  return { seq: Number(seq), hash };
}

class Findings {
  readonly kept: AuditProblem[] = [];
  more = 0;

  add(kind: AuditProblemKind, about: { seq?: number; entryId?: string }): void {
    const { seq = null, entryId = null } = about;
    if (this.kept.length < MOST_PROBLEMS) this.kept.push({ kind, seq, entryId });
    else this.more += 1;
  }
}

/** Follows the chain link by link. */
class ChainCheck {
  links = 0;
  private seq = 0;
  private hash: Buffer = BEFORE_THE_FIRST;
  private newestMs = Number.NEGATIVE_INFINITY;
  private readonly anchors: Map<number, string>;

  constructor(
    private readonly findings: Findings,
    anchors: readonly AuditHead[],
  ) {
    // An empty chain is where every chain begins.
    this.anchors = new Map(anchors.filter(({ seq }) => seq > 0).map(({ seq, hash }) => [seq, hash]));
  }

  get head(): AuditHead {
    return { seq: this.seq, hash: this.hash.toString('hex') };
  }

  check({ seq, entryId, entryHash, previousHash, hash, entry }: LinkWithEntry): void {
    this.links += 1;
    if (seq !== this.seq + 1) this.findings.add('link_missing', { seq: this.seq + 1 });
    else if (!previousHash.equals(this.hash)) this.findings.add('link_altered', { seq, entryId });
    if (!hash.equals(hashOfLink(previousHash, entryHash))) this.findings.add('link_altered', { seq, entryId });
    this.seq = seq;
    this.hash = hash;
    if (this.anchors.get(seq) === hash.toString('hex')) this.anchors.delete(seq);
    if (entry === null) {
      this.findings.add('entry_deleted', { seq, entryId });
      return;
    }
    if (!hashOfEntry(entry).equals(entryHash)) this.findings.add('entry_altered', { seq, entryId });
    const atMs = Date.parse(entry.at);
    if (atMs < this.newestMs - BACKDATED_BY_MS) this.findings.add('entry_backdated', { seq, entryId });
    this.newestMs = Math.max(this.newestMs, atMs);
  }

  end(): void {
    for (const seq of this.anchors.keys()) this.findings.add('anchor_missing', { seq });
  }
}

async function countEntries(
  dataSource: DataSource,
  wishes: { findings: Findings; rowsPerPage: number; unlinkedAfterMs: number },
): Promise<number> {
  const { findings, rowsPerPage, unlinkedAfterMs } = wishes;
  let entries = 0;
  for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after !== null; ) {
    const page = await readEntriesPage(dataSource, after, rowsPerPage, unlinkedAfterMs);
    entries += page.count;
    for (const entryId of page.unlinkedIds) findings.add('entry_unlinked', { entryId });
    after = page.lastId;
  }
  return entries;
}
