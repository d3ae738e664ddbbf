/** Looks without a byte after which the connection is taken for dead. */
const SILENT_LOOKS_MAX = 8;
/** Looks without a new picture, though bytes come, after which playing is begun anew: a slow machine needs its time. */
const STUCK_LOOKS_MAX = 24;

/**
 * Judges whether a connection still brings pictures. Counts looks and not time: while the page itself stands still, nothing
 * can arrive, and that is nobody's fault.
 */
export class PictureWatch {
  private silent = 0;
  private stuck = 0;

  constructor(private time: number) {}

  /** Bytes have arrived. */
  heard(): void {
    this.silent = 0;
  }

  /** Called at a steady pace with the picture's time in seconds; `expecting` says whether an encoder sends. */
  look(time: number, expecting: boolean): 'moving' | 'waiting' | 'dead' {
    const moved = time !== this.time;
    this.time = time;
    this.silent = expecting ? this.silent + 1 : 0;
    this.stuck = expecting && !moved ? this.stuck + 1 : 0;
    if (moved) return 'moving';
    return this.silent > SILENT_LOOKS_MAX || this.stuck > STUCK_LOOKS_MAX ? 'dead' : 'waiting';
  }
}
