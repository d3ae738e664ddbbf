import { Injectable } from '@nestjs/common';
import argon2 from 'argon2';
import { randomBytes } from 'node:crypto';
import { ARGON2, HASHES_AT_ONCE, HASHES_WAITING } from '../limits.js';
import { Gate } from './gate.js';

/** Argon2id password hashes in PHC format, a bounded number at a time. */
@Injectable()
export class PasswordHasher {
  private readonly gate = new Gate(HASHES_AT_ONCE, HASHES_WAITING);
  private decoy: Promise<string> | null = null;

  hash(password: string): Promise<string> {
    return this.gate.run(() => argon2.hash(password, { type: argon2.argon2id, ...ARGON2 }));
  }

  /** Whether the password is right. Without a hash (nobody has that name) it takes just as long and says no. */
  async verify(hash: string | null, password: string): Promise<boolean> {
    const against = hash ?? (await this.decoyHash());
    const right = await this.gate.run(() => argon2.verify(against, password));
    return right && hash !== null;
  }

  /** Whether the hash was made with other parameters than today's. */
  isOutdated(hash: string): boolean {
    return argon2.needsRehash(hash, ARGON2);
  }

  private decoyHash(): Promise<string> {
    this.decoy ??= argon2.hash(randomBytes(32), { type: argon2.argon2id, ...ARGON2 });
    return this.decoy;
  }
}
