import type { DataSource } from 'typeorm';
import { GENESIS_HASH, hashOfEntry, hashOfLink } from './hash-chain.js';
import { type LinkWithEntry, readEntriesPage, readLinks } from './verify-trail.queries.js';

/**
 * `entry_altered`, `entry_deleted`: the entry differs from what was linked, or is gone. `link_altered`, `link_missing`: the
 * chain itself was changed. `entry_backdated`: the entry's time is long before that of entries with earlier links.
 * `entry_unlinked`: the entry has had no link for too long; the loop does not run, or something prevents linking.
 * `anchor_missing`: the chain lacks a link that it once had; its end was cut off, or the whole chain was rewritten.
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
  /** The link's sequence number; null: the problem concerns no link. */
  readonly seq: number | null;
  readonly entryId: string | null;
}

/** The end of a chain, now or at an earlier time. */
export interface AuditHead {
  /** 0: the chain is empty. */
  readonly seq: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

export interface AuditReport {
  readonly entries: number;
  readonly links: number;
  readonly head: AuditHead;
  /** The first {@link MOST_PROBLEMS}, in the order in which they were found. */
  readonly problems: readonly AuditProblem[];
  /** How many more were found. */
  readonly moreProblems: number;
}

export interface VerifyOptions {
  /** Earlier ends of the chain, from the log or another place that an attacker with write access to the database cannot reach. */
  readonly anchors?: readonly AuditHead[];
  /** The age at which an entry without a link becomes a problem. */
  readonly unlinkedAfterMs?: number;
  /** Rows per query; tests use fewer. */
  readonly rowsPerPage?: number;
}

/** A long report hides the first cause: one wrong row can make thousands of later ones wrong. */
const MOST_PROBLEMS = 100;
const UNLINKED_AFTER_MS = 60_000;
const ROWS_PER_PAGE = 2_000;
/** Longer than any transaction, and more than a clock correction. */
const BACKDATED_BY_MS = 3_600_000;

/**
 * Recomputes the whole chain and compares it with the stored one. Writes nothing, so a read-only role or a standby suffices.
 * Holds one page in memory, however long the trail is.
 */
export async function verifyAuditTrail(dataSource: DataSource, options: VerifyOptions = {}): Promise<AuditReport> {
  const { anchors = [], unlinkedAfterMs = UNLINKED_AFTER_MS, rowsPerPage = ROWS_PER_PAGE } = options;
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
 * Reads an anchor as the log prints it: `1234:5e88…`.
 *
 * @throws RangeError that describes the format
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
  private hash: Buffer = GENESIS_HASH;
  private newestMs = Number.NEGATIVE_INFINITY;
  private readonly anchors: Map<number, string>;

  constructor(
    private readonly findings: Findings,
    anchors: readonly AuditHead[],
  ) {
    // Every chain starts empty, so an anchor of an empty chain proves nothing.
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
  { findings, rowsPerPage, unlinkedAfterMs }: { findings: Findings; rowsPerPage: number; unlinkedAfterMs: number },
): Promise<number> {
  let entries = 0;
  for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after !== null; ) {
    const page = await readEntriesPage(dataSource, after, rowsPerPage, unlinkedAfterMs);
    entries += page.count;
    for (const entryId of page.unlinkedIds) findings.add('entry_unlinked', { entryId });
    after = page.lastId;
  }
  return entries;
}
