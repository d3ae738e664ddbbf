import { FREE_SLABS_MIN, SLAB_BYTES } from '../limits.js';

/** A piece of memory that holds serialised messages. Its bytes never change while somebody holds a reference. */
export class Slab {
  used = 0;
  references = 0;
  /** Never to be written again: somebody may still be reading it who cannot say when they are done. */
  isAbandoned = false;

  constructor(readonly bytes: Buffer) {}

  get room(): number {
    return this.bytes.length - this.used;
  }
}

/** Slabs shared by all relays of a process. A slab returns when its last reference is released. */
export class SlabPool {
  private readonly free: Slab[] = [];
  private inUse = 0;

  /** A slab with room for `bytes`, referenced once. Larger than `SLAB_BYTES` gets a slab of its own size. */
  take(bytes: number): Slab {
    const slab =
      (bytes <= SLAB_BYTES && this.free.pop()) || new Slab(Buffer.allocUnsafeSlow(Math.max(bytes, SLAB_BYTES)));
    slab.references = 1;
    this.inUse += 1;
    return slab;
  }

  retain(slab: Slab): void {
    slab.references += 1;
  }

  release(slab: Slab): void {
    slab.references -= 1;
    if (slab.references > 0 || slab.isAbandoned) return;
    this.inUse -= 1;
    if (slab.bytes.length !== SLAB_BYTES || this.free.length >= Math.max(FREE_SLABS_MIN, this.inUse)) return;
    slab.used = 0;
    this.free.push(slab);
  }

  /** Instead of `release`, where the kernel may still hold the bytes: the slab is left to the garbage collector. */
  abandon(slab: Slab): void {
    if (!slab.isAbandoned) this.inUse -= 1;
    slab.isAbandoned = true;
  }
}

/** The pool of this process. */
export const sharedSlabs = new SlabPool();
