import { type PlatformId, type SettingOptions } from '@mid-station/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A named profile of a user. `revision` rises with every edit of it or of one of its targets. */
@Entity('stream_settings')
export class SettingRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text')
  name!: string;

  @Column('boolean')
  active!: boolean;

  @Column('jsonb')
  options!: SettingOptions;

  @Column('int')
  revision!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}

/** One destination of a setting. */
@Entity('targets')
export class TargetRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'setting_id' })
  settingId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  platform!: PlatformId;

  @Column('text')
  url!: string;

  /** Sealed with the row's id as context. */
  @Column('text', { name: 'sealed_key' })
  sealedKey!: string;

  @Column('text', { name: 'key_hint' })
  keyHint!: string;

  @Column('boolean')
  enabled!: boolean;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
