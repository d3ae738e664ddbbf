import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Incoming bitrate of a live session at one moment, every ten seconds. */
@Entity('bitrate_sample')
export class SampleRow {
  @PrimaryColumn('uuid', { name: 'session_id' })
  sessionId!: string;

  @PrimaryColumn('timestamptz')
  at!: Date;

  @Column('real')
  kbps!: number;
}
