import type { HeldClaim, Node, NodeAnnouncement, SealedFor } from '@mid-station/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  FIRST_NEWS_MS,
  NEWS_POLL_MS,
  NODE_FORGOTTEN_MS,
  NODE_LOST_MS,
  NODE_QUIET_MS,
  RECENT_PLACEMENT_MS,
} from '../limits.js';

interface Entry {
  news: NodeAnnouncement;
  /** Monotonic milliseconds. */
  heardAt: number;
  /** Known to be gone before its silence says so. */
  isGone: boolean;
  /** What somebody said last under its name with another public key, and when. */
  other: { readonly news: NodeAnnouncement; readonly heardAt: number } | null;
  /** Sessions sent there that its announcements do not show yet, and since when. */
  readonly recent: Map<string, number>;
}

export type Presence = 'here' | 'quiet' | 'lost' | 'unknown';

/**
 * The ingest nodes as their announcements tell, in memory of every copy. Silence counts only while we ourselves could
 * hear: `couldNotHear` starts it anew.
 */
export class NodeRegistry {
  private readonly nodes = new Map<string, Entry>();
  private listeningSince: number;
  private readonly startedAt: number;

  constructor(private readonly clock: () => number = () => performance.now()) {
    this.listeningSince = this.startedAt = clock();
  }

  /**
   * The public key heard first stays the name's own for as long as claims of the node may live: only of a lost one is
   * another key believed. False for news with another key, which count for nothing but a doubt.
   */
  heard(news: NodeAnnouncement): boolean {
    const now = this.clock();
    const known = this.nodes.get(news.nodeId);
    if (!known) this.forget(); // names are not used again where they are given out: each would be kept for good
    if (known && known.news.publicKey !== news.publicKey && this.presence(news.nodeId) !== 'lost') {
      known.other = { news, heardAt: now };
      return false;
    }
    const recent = known?.recent ?? new Map<string, number>();
    for (const claim of news.claims) recent.delete(claim.sessionId);
    for (const [sessionId, since] of recent) if (now - since > RECENT_PLACEMENT_MS) recent.delete(sessionId);
    const other = known?.news.publicKey === news.publicKey ? known.other : null;
    this.nodes.set(news.nodeId, { news, heardAt: now, isGone: false, other, recent });
    return true;
  }

  /** Whom keys for this node are sealed for; null when it is unknown, or when two keys are heard under its name. */
  sealedFor(nodeId: string): SealedFor | null {
    const entry = this.nodes.get(nodeId);
    return entry && !this.isInDoubt(entry, this.clock()) ? { nodeId, publicKey: entry.news.publicKey } : null;
  }

  /** The bus was away, or this process stood still. */
  couldNotHear(): void {
    this.listeningSince = this.clock();
  }

  /**
   * The bus says that nobody answers to this name. False when that proves nothing: right after an outage the node may
   * not have come back to the bus yet.
   */
  markGone(nodeId: string): boolean {
    if (this.clock() - this.listeningSince < FIRST_NEWS_MS) return false;
    const entry = this.nodes.get(nodeId);
    if (entry) entry.isGone = true;
    return true;
  }

  /** `quiet`: an announcement is missing. `unknown`: never heard, but we do not listen long enough to call it lost. */
  presence(nodeId: string): Presence {
    return this.presenceOf(this.nodes.get(nodeId), this.clock());
  }

  news(nodeId: string): NodeAnnouncement | undefined {
    return this.nodes.get(nodeId)?.news;
  }

  claimAt(nodeId: string, sessionId: string): HeldClaim | undefined {
    return this.news(nodeId)?.claims.find((claim) => claim.sessionId === sessionId);
  }

  /** Every node heard of, the lost ones too. */
  all(): NodeAnnouncement[] {
    return [...this.nodes.values()].map(({ news }) => news);
  }

  /** Nodes that speak. */
  present(): NodeAnnouncement[] {
    const now = this.clock();
    return [...this.nodes.values()].flatMap((entry) => (this.presenceOf(entry, now) === 'lost' ? [] : [entry.news]));
  }

  /** Whether any node takes sessions, if it has room. */
  get hasOpen(): boolean {
    return this.present().some(({ draining }) => !draining);
  }

  /**
   * Whether who speaks under the name of a node that was lost holds this claim: it was started anew, and another copy,
   * which knew that sooner, sent the session there.
   */
  isHeldAfterAll(nodeId: string, sessionId: string, epoch: number): boolean {
    const speaking = this.presence(nodeId) === 'lost' ? this.newcomer(nodeId) : this.news(nodeId);
    return speaking?.claims.some((claim) => claim.sessionId === sessionId && claim.epoch === epoch) ?? false;
  }

  holdsAny(nodeId: string): boolean {
    return (this.news(nodeId)?.claims.length ?? 0) > 0;
  }

  /** Whether all nodes had time to make themselves known. */
  private get knowsAll(): boolean {
    return this.clock() - this.startedAt > FIRST_NEWS_MS;
  }

  /** Whether there is anything to go by. */
  get hasNews(): boolean {
    return this.nodes.size > 0 || this.knowsAll;
  }

  /** Resolves when there is: right after the start nothing was heard yet of nodes that are there. */
  async whenHeard(): Promise<void> {
    while (!this.hasNews) await sleep(NEWS_POLL_MS);
  }

  /** `choose`, and if nobody has room, once more when all nodes had time to make themselves known. */
  async find(except: ReadonlySet<string>, last: string | null = null): Promise<string | null> {
    for (;;) {
      const nodeId = this.choose(except, last);
      if (nodeId || this.knowsAll) return nodeId;
      await sleep(NEWS_POLL_MS);
    }
  }

  /**
   * The better of two random nodes with room (power of two choices): spreads sessions almost as well as taking the best
   * of all, without every copy running to the same node on the same news. A quiet node is taken where no other has room:
   * its answer, or the lack of one, decides. `last` is taken where nobody else is there.
   */
  choose(except: ReadonlySet<string>, last: string | null = null, random = Math.random): string | null {
    const [first, second] = this.drawOpen(except, last, random);
    if (!first) return null;
    return second && usage(second) < usage(first) ? second.news.nodeId : first.news.nodeId;
  }

  /** A session was just sent there: counted until the node's own news shows it. */
  expect(nodeId: string, sessionId: string): void {
    this.nodes.get(nodeId)?.recent.set(sessionId, this.clock());
  }

  /** It did not stay there. */
  unexpect(nodeId: string, sessionId: string): void {
    this.nodes.get(nodeId)?.recent.delete(sessionId);
  }

  /** A lost node that was none: it had drained, and nothing was left on it. */
  hasLeft(nodeId: string): boolean {
    const news = this.news(nodeId);
    return news?.draining === true && news.claims.length === 0 && this.presence(nodeId) === 'lost';
  }

  list(): Node[] {
    this.forget();
    const known = [...this.nodes.values()].filter(({ news }) => !this.hasLeft(news.nodeId));
    return known.map((entry) => this.view(entry)).sort((a, b) => a.id.localeCompare(b.id));
  }

  private newcomer(nodeId: string): NodeAnnouncement | undefined {
    const entry = this.nodes.get(nodeId);
    return entry && this.isInDoubt(entry, this.clock()) ? entry.other?.news : undefined;
  }

  /** Either the node was started anew, or somebody claims its name. Time tells: only one of them goes on speaking. */
  private isInDoubt({ other }: Entry, now: number): boolean {
    return other !== null && now - other.heardAt <= NODE_LOST_MS;
  }

  /** Two random nodes with room, and among a thousand hardly more looked at; quiet ones only if no other has any. */
  private drawOpen(except: ReadonlySet<string>, last: string | null, random: () => number): Entry[] {
    const now = this.clock();
    const here: Entry[] = [];
    const hereLast: Entry[] = [];
    const quiet: Entry[] = [];
    for (const entry of inRandomOrder([...this.nodes.values()], random)) {
      if (!hasRoom(entry) || except.has(entry.news.nodeId) || this.isInDoubt(entry, now)) continue;
      const presence = this.presenceOf(entry, now);
      if (presence === 'quiet') quiet.push(entry);
      if (presence === 'here') (entry.news.nodeId === last ? hereLast : here).push(entry);
      if (here.length === 2) return here;
    }
    return [here, hereLast, preferOthers(quiet, last)].find(({ length }) => length > 0) ?? [];
  }

  private presenceOf(entry: Entry | undefined, now: number): Presence {
    if (entry?.isGone || now - Math.max(entry?.heardAt ?? 0, this.listeningSince) > NODE_LOST_MS) return 'lost';
    if (!entry) return 'unknown';
    return now - entry.heardAt > NODE_QUIET_MS ? 'quiet' : 'here';
  }

  private view(entry: Entry): Node {
    const { nodeId: id, host, capacity, load, draining, claims } = entry.news;
    const state = this.presence(id) === 'lost' ? 'lost' : draining ? 'draining' : 'ready';
    const lastSeenAt = new Date(Date.now() - (this.clock() - entry.heardAt)).toISOString();
    return { id, host, state, capacity, sessions: state === 'lost' ? 0 : claims.length, load, lastSeenAt };
  }

  private forget(): void {
    const oldest = this.clock() - NODE_FORGOTTEN_MS;
    for (const [nodeId, { heardAt }] of this.nodes) if (heardAt < oldest) this.nodes.delete(nodeId);
  }
}

const held = (entry: Entry): number => entry.news.claims.length + entry.recent.size;

const hasRoom = (entry: Entry): boolean => !entry.news.draining && held(entry) < entry.news.capacity;

/** Share of its sessions in use, with the processor's load deciding between equals. */
const usage = (entry: Entry): number => held(entry) / entry.news.capacity + entry.news.load / 100;

function preferOthers(open: Entry[], last: string | null): Entry[] {
  const others = open.filter(({ news }) => news.nodeId !== last);
  return others.length > 0 ? others : open;
}

/** Each of them once. Uses the list up. */
function* inRandomOrder<Item>(items: Item[], random: () => number): Generator<Item> {
  while (items.length > 0) {
    const at = Math.floor(random() * items.length);
    const drawn = items[at]!;
    items[at] = items.at(-1)!;
    items.pop();
    yield drawn;
  }
}
