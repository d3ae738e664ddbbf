import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { ARGON2, HASHES_AT_ONCE, HASHES_WAITING } from '../limits.js';
import { Gate } from './gate.js';

/** How a hash made with today's parameters begins (PHC string format). */
const CURRENT = `$argon2id$v=19$m=${ARGON2.memoryCost},t=${ARGON2.timeCost},p=${ARGON2.parallelism}$`;

/** Argon2id password hashes in PHC format, a bounded number at a time. */
@Injectable()
export class PasswordHasher {
  private readonly gate = new Gate(HASHES_AT_ONCE, HASHES_WAITING);
  private decoy: Promise<string> | null = null;

  hash(password: string): Promise<string> {
    return this.gate.run(() => hash(password, ARGON2));
  }

  /** Whether the password is right. Without a hash (nobody has that name) it takes just as long and says no. */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const against = stored ?? (await this.decoyHash());
    const right = await this.gate.run(() => verify(against, password));
    return right && stored !== null;
  }

  /** Whether the hash was made with other parameters than today's. */
  isOutdated(stored: string): boolean {
    return !stored.startsWith(CURRENT);
  }

  private decoyHash(): Promise<string> {
    this.decoy ??= hash(randomBytes(32), ARGON2);
    return this.decoy;
  }
}
