import type {
  EndReason,
  PublisherStatus,
  SessionState,
  SettingOptions,
  TargetCounters,
  TargetStatus,
} from '@mid-station/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StandingAdvice } from '../advice/standing-advice.js';

/** A live session, from Go Live to its end. Its rows are its history, too. */
@Entity('live_session')
export class SessionRow {
  @PrimaryColumn('uuid')
  id!: string;

  /** Rises with each change: a change that was worked out from an older version is worked out again. */
  @Column('int')
  version!: number;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text')
  handle!: string;

  @Column('uuid', { name: 'setting_id' })
  settingId!: string;

  @Column('text', { name: 'setting_name' })
  settingName!: string;

  /** Revision of the setting that the node streams. */
  @Column('int', { name: 'setting_revision' })
  settingRevision!: number;

  @Column('jsonb')
  options!: SettingOptions;

  @Column('text')
  state!: SessionState;

  @Column('timestamptz', { name: 'state_since' })
  stateSince!: Date;

  /** Epoch of the claim that was confirmed last. */
  @Column('int')
  epoch!: number;

  /** Epoch of the confirmed claim before that one: its node may still be handing the encoder over. Null before a move. */
  @Column('int', { name: 'previous_epoch', nullable: true })
  previousEpoch!: number | null;

  /** Highest epoch ever given to a node; above `epoch` while a claim is under way. */
  @Column('int', { name: 'claim_epoch' })
  claimEpoch!: number;

  /** When the claim under way was sent; null when none is. */
  @Column('timestamptz', { name: 'claim_started_at', nullable: true })
  claimStartedAt!: Date | null;

  @Column('timestamptz', { name: 'claim_confirmed_at', nullable: true })
  claimConfirmedAt!: Date | null;

  @Column('text', { name: 'node_id', nullable: true })
  nodeId!: string | null;

  @Column('text', { name: 'node_host', nullable: true })
  nodeHost!: string | null;

  @Column('int', { name: 'node_port', nullable: true })
  nodePort!: number | null;

  /** Since when the node of a hosted session is lost; null while all is well. */
  @Column('timestamptz', { name: 'unplaced_since', nullable: true })
  unplacedSince!: Date | null;

  /** Revision of the newest node report that is stored, within `epoch`. */
  @Column('int', { name: 'report_revision' })
  reportRevision!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'live_since', nullable: true })
  liveSince!: Date | null;

  @Column('timestamptz', { name: 'grace_ends_at', nullable: true })
  graceEndsAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('text', { name: 'end_reason', nullable: true })
  endReason!: EndReason | null;

  @Column('jsonb', { nullable: true })
  publisher!: PublisherStatus | null;

  /** As the node of `epoch` reported them, counters too; until its first report as the node before did. */
  @Column('jsonb')
  targets!: TargetStatus[];

  /** What targets counted on nodes before. */
  @Column('jsonb', { name: 'counted_before' })
  countedBefore!: TargetCounters[];

  @Column('jsonb')
  advice!: StandingAdvice[];
}
