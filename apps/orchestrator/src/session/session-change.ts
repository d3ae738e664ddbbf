import type { SessionState } from '@mid-station/contracts';
import type { SessionRow } from './session.entity.js';
import { assertLegal, isFinished } from './state-machine.js';

export interface NewEvent {
  at: Date;
  kind: string;
  data: Record<string, unknown>;
}

/** One change of one session inside its transaction: what becomes of the row, and the timeline lines that say so. */
export class SessionChange {
  readonly events: NewEvent[] = [];
  private changed = false;

  constructor(
    readonly row: SessionRow,
    readonly now: Date = new Date(),
  ) {}

  get isDirty(): boolean {
    return this.changed || this.events.length > 0;
  }

  /** @throws IllegalTransition */
  to(state: SessionState, data: Record<string, unknown> = {}): void {
    assertLegal(this.row.state, state);
    this.set({ state, stateSince: this.now, ...(isFinished(state) && { endedAt: this.now }) });
    this.note(state, data);
  }

  set(values: Partial<SessionRow>): void {
    Object.assign(this.row, values);
    this.changed = true;
  }

  /** A timeline line without a change of state. `data` must hold no secret: the user reads it. */
  note(kind: string, data: Record<string, unknown>, at: Date = this.now): void {
    this.events.push({ at, kind, data });
  }
}
