import { type AuditKind, type Role, type TokenScope } from '@mid-station/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Somebody who can sign in. */
@Entity('accounts')
export class Account {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  handle!: string;

  @Column('text')
  email!: string;

  @Column('text')
  role!: Role;

  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;
}

/** The id of an account that was deleted, so that services that missed the news can ask. Nothing else of it is kept. */
@Entity('deleted_accounts')
export class DeletedAccount {
  @PrimaryColumn('uuid')
  id!: string;
}

/** One sign-in on one device: the family of refresh tokens that follow each other. Deleting it signs that device out. */
@Entity('sign_ins')
export class SignIn {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  @Column('text')
  remote!: string;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3 })
  lastUsedAt!: Date;
}

/** A refresh token, by its hash. Used ones stay until they expire, so that a second use is noticed. */
@Entity('refresh_tokens')
export class RefreshToken {
  @PrimaryColumn('text')
  hash!: string;

  @Column('uuid', { name: 'sign_in_id' })
  signInId!: string;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'used_at', precision: 3, nullable: true })
  usedAt!: Date | null;
}

/** A personal API token, by its hash. */
@Entity('api_tokens')
export class ApiTokenRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  @Column('text')
  hash!: string;

  @Column('text')
  name!: string;

  @Column('text')
  scope!: TokenScope;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3, nullable: true })
  lastUsedAt!: Date | null;
}

/** What a streamer puts into the encoder. `expiresAt` is null for the current key and set for rotated ones in overlap. */
@Entity('stream_keys')
export class StreamKey {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  @Column('text')
  hash!: string;

  /** Sealed with the row's id as context. */
  @Column('text')
  sealed!: string;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;
}

/** An authenticator app. Signing in asks for its code once it is confirmed. */
@Entity('second_factors')
export class SecondFactorRow {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId!: string;

  /** The shared secret, sealed with the account's id as context. */
  @Column('text')
  sealed!: string;

  @Column('boolean')
  confirmed!: boolean;

  /** Time step of the last code that was taken: a code works once. */
  @Column('int', { name: 'last_step' })
  lastStep!: number;
}

/** A recovery code, by its hash; the row goes when the code is used. */
@Entity('recovery_codes')
export class RecoveryCode {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId!: string;

  @PrimaryColumn('text')
  hash!: string;
}

/** One line of an account's audit log. */
@Entity('audit_events')
export class AuditRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  @Column('text')
  kind!: AuditKind;

  @Column('text', { nullable: true })
  subject!: string | null;

  @Column('text')
  remote!: string;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null;
}
