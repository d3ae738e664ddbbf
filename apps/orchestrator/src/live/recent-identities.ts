import type { IngestIdentity } from '@mid-station/contracts';
import { IDENTITY_CACHE_MS, IDENTITY_CACHE_SIZE, IDENTITY_RECHECK_MS } from '../limits.js';

interface Remembered {
  readonly answer: Promise<IngestIdentity | null>;
  readonly askedAt: number;
}

/** Who publishes at a handle, remembered for a moment: refused encoders knock again and again, strangers even faster. */
export class RecentIdentities {
  private readonly known = new Map<string, Remembered>();

  constructor(
    private readonly ask: (handle: string) => Promise<IngestIdentity | null>,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  find(handle: string): Promise<IngestIdentity | null> {
    return this.notOlderThan(IDENTITY_CACHE_MS, handle);
  }

  /** For when the remembered answer does not fit. */
  findAgain(handle: string): Promise<IngestIdentity | null> {
    return this.notOlderThan(IDENTITY_RECHECK_MS, handle);
  }

  private notOlderThan(ms: number, handle: string): Promise<IngestIdentity | null> {
    const known = this.known.get(handle);
    if (known && this.clock() - known.askedAt < ms) return known.answer;
    const answer = this.ask(handle);
    this.remember(handle, answer);
    return answer;
  }

  private remember(handle: string, answer: Promise<IngestIdentity | null>): void {
    this.known.delete(handle);
    const entry = { answer, askedAt: this.clock() };
    this.known.set(handle, entry);
    const [oldest] = this.known.keys();
    if (this.known.size > IDENTITY_CACHE_SIZE && oldest !== undefined) this.known.delete(oldest);
    // A failure is not an answer: the next encoder asks again.
    answer.catch(() => this.known.get(handle) === entry && this.known.delete(handle));
  }
}
