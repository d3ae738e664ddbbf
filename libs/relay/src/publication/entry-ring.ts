import { MessageType } from '@mid-station/rtmp';
import { type LogEntry } from './log-entry.js';
import { Slab } from './slab.js';

/** Two seconds of a usual stream; doubles when more has to be kept. */
const CAPACITY_INITIAL = 256;

type Slot = { -readonly [Field in keyof LogEntry]: LogEntry[Field] };

/**
 * The entries of a log by sequence number, in objects that are used again: each lives for seconds, and eighty a second and
 * session would all grow old in the heap.
 */
export class EntryRing {
  /** Sequence number of the oldest entry. */
  base = 0;
  /** Sequence number after the newest entry. */
  end = 0;
  private slots = Array.from({ length: CAPACITY_INITIAL }, emptySlot);

  /** The entry with this number: valid until it is dropped. */
  at(sequence: number): LogEntry {
    if (sequence < this.base || sequence >= this.end) {
      throw new RangeError(`entry ${sequence} is outside the log (${this.base}..${this.end})`);
    }
    return this.slot(sequence);
  }

  /** A further entry, every field of which is to be written. */
  add(): Slot {
    if (this.end - this.base === this.slots.length) this.grow();
    return this.slot(this.end++);
  }

  /** Lets go of the oldest entry and returns its slab. */
  drop(): Slab {
    const slot = this.slot(this.base++);
    const { slab } = slot;
    slot.slab = NO_SLAB;
    slot.startHeaders = null;
    return slab;
  }

  private slot(sequence: number): Slot {
    return this.slots[sequence % this.slots.length]!;
  }

  private grow(): void {
    const kept = Array.from({ length: this.end - this.base }, (_, index) => this.slot(this.base + index));
    const slots = Array.from({ length: kept.length * 2 }, emptySlot);
    for (const [index, slot] of kept.entries()) slots[(this.base + index) % slots.length] = slot;
    this.slots = slots;
  }
}

/** What an empty slot refers to, so that it keeps no memory alive. */
const NO_SLAB = new Slab(Buffer.alloc(0));

function emptySlot(): Slot {
  return {
    type: MessageType.Data,
    timestamp: 0,
    isDisposable: false,
    isHeader: false,
    startHeaders: null,
    appendedAt: 0,
    position: 0,
    frame: 0,
    slab: NO_SLAB,
    start: 0,
    end: 0,
  };
}
