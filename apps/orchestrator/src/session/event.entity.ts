import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One line of a session's timeline. Never changed once written. */
@Entity('session_event')
export class EventRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column('uuid', { name: 'session_id' })
  sessionId!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  kind!: string;

  @Column('jsonb')
  data!: Record<string, unknown>;
}
