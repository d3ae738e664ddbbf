interface Event {
  readonly at: number;
  readonly order: number;
  run: (() => void) | null;
}

/** Promise jobs that one event may set off one after the other; the deepest chain here is below ten. */
const JOBS_PER_EVENT = 16;

/** Time that passes only from event to event. Milliseconds. */
export class VirtualTime {
  now = 0;
  private readonly heap: Event[] = [];
  private count = 0;

  /** Runs something later. Returns how to prevent it. */
  after(ms: number, run: () => void): () => void {
    const event: Event = { at: this.now + ms, order: this.count++, run };
    this.push(event);
    return () => (event.run = null);
  }

  /** Plays everything that is due until then. */
  async runUntil(end: number): Promise<void> {
    for (let event = this.heap[0]; event && event.at <= end; event = this.heap[0]) {
      this.pop();
      if (!event.run) continue;
      this.now = event.at;
      event.run();
      for (let job = 0; job < JOBS_PER_EVENT; job++) await null;
    }
    this.now = end;
  }

  private push(event: Event): void {
    const { heap } = this;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
