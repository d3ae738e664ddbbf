import { type RelayTarget, type TargetStatus } from '@mid-station/contracts';
import { type Batch } from '../publication/media-log.js';
import { type Farewell, type TargetContext, TargetSupervisor } from './target-supervisor.js';

/** A session's targets by id. An edit touches the edited ones only. */
export class TargetSet {
  private members = new Map<string, TargetSupervisor>();
  /** Goodbyes under way of targets that are no longer members. */
  private readonly leaving = new Set<Promise<void>>();
  private isRunning = false;
  private isProbing = false;

  constructor(private readonly context: TargetContext) {}

  /** Targets with an open connection. */
  get connected(): number {
    let count = 0;
    for (const member of this.members.values()) if (member.isConnected) count += 1;
    return count;
  }

  apply(targets: readonly RelayTarget[]): void {
    const before = this.members;
    this.members = new Map(targets.map((target) => [target.targetId, this.takeOver(before, target)]));
    for (const removed of before.values()) this.seeOff(removed);
  }

  /** Looks whether the way to each target that waits is open, and to those that are added. */
  probe(): void {
    this.isProbing = true;
    for (const member of this.members.values()) member.probe();
  }

  start(): void {
    this.isRunning = true;
    for (const member of this.members.values()) member.start();
  }

  rest(): void {
    this.isRunning = false;
    for (const member of this.members.values()) member.rest();
  }

  /** Resolves when all connections are gone; bounded in time. */
  async stop(farewell: Farewell): Promise<void> {
    await Promise.all([...this.members.values()].map((member) => member.stop(farewell)));
    await Promise.all(this.leaving);
  }

  retryNow(targetId: string): boolean {
    return this.members.get(targetId)?.retryNow() ?? false;
  }

  /** The permit is asked for each target: this process may be stopped, and go on much later, between any two of them. */
  flush(now: number, batch: Batch): void {
    const { permit } = this.context;
    for (const member of this.members.values()) member.flush(now, permit.mayForward ? batch : null);
  }

  statuses(now: number): TargetStatus[] {
    return [...this.members.values()].map((member) => member.status(now));
  }

  /** The supervisor of a target that stays, taken out of `before`, or a new one. */
  private takeOver(before: Map<string, TargetSupervisor>, target: RelayTarget): TargetSupervisor {
    const known = before.get(target.targetId);
    before.delete(target.targetId);
    if (known) {
      known.update(target);
      return known;
    }
    const added = new TargetSupervisor(target, this.context);
    if (this.isProbing) added.probe();
    if (this.isRunning) added.start();
    return added;
  }

  private seeOff(removed: TargetSupervisor): void {
    const gone = removed.stop('goodbye').finally(() => this.leaving.delete(gone));
    this.leaving.add(gone);
  }
}
