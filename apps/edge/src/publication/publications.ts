import { type Publication } from './publication.js';

/** The publications of this process, one for each handle: the newer authorised encoder takes over. */
export class Publications {
  private readonly byHandle = new Map<string, Publication>();

  get size(): number {
    return this.byHandle.size;
  }

  /** A publication has started. The one that its handle had ends. */
  started(handle: string, publication: Publication): void {
    const before = this.byHandle.get(handle);
    this.byHandle.set(handle, publication);
    if (before !== publication) before?.end('taken_over');
  }

  ended(handle: string, publication: Publication): void {
    if (this.byHandle.get(handle) === publication) this.byHandle.delete(handle);
  }

  endAll(): void {
    for (const publication of [...this.byHandle.values()]) publication.end('shutdown');
  }
}
