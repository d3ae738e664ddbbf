/** Bytes of one slab: a third of a second at 6 Mbit/s, so a tick's bytes rarely straddle two. */
export const SLAB_BYTES = 256 * 1024;
/** Free slabs a process keeps for the next session: 8 MiB, what a few groups of pictures need. */
export const FREE_SLABS_MAX = 32;

/** A piece of memory that holds serialised messages. Its bytes never change while somebody holds a reference. */
export class Slab {
  used = 0;
  references = 0;

  constructor(readonly bytes: Buffer) {}

  get room(): number {
    return this.bytes.length - this.used;
  }
}

/**
 * Slabs shared by all relays of a process. A slab returns when its last reference is released; a holder that cannot know
 * whether the kernel is done with the bytes simply never releases, and the slab is garbage collected instead of reused.
 */
export class SlabPool {
  private readonly free: Slab[] = [];

  /** A slab with room for `bytes`, referenced once. Larger than `SLAB_BYTES` gets a slab of its own size. */
  take(bytes: number): Slab {
    const slab =
      (bytes <= SLAB_BYTES && this.free.pop()) || new Slab(Buffer.allocUnsafeSlow(Math.max(bytes, SLAB_BYTES)));
    slab.references = 1;
    return slab;
  }

  retain(slab: Slab): void {
    slab.references += 1;
  }

  release(slab: Slab): void {
    slab.references -= 1;
    if (slab.references > 0 || slab.bytes.length !== SLAB_BYTES || this.free.length >= FREE_SLABS_MAX) return;
    slab.used = 0;
    this.free.push(slab);
  }
}

/** The pool of this process. */
export const sharedSlabs = new SlabPool();
