import { type EntityManager } from 'typeorm';
import { Account } from './entities.js';

/**
 * Keeps an account from being deleted until the transaction is through. Whoever removes something of it and writes that down
 * holds it first: its deletion takes the account before what belongs to it, too, so neither waits for the other. False when
 * the account is gone.
 */
export async function holdAccount(tx: EntityManager, id: string): Promise<boolean> {
  return (await tx.findOne(Account, { where: { id }, lock: { mode: 'for_key_share' } })) !== null;
}
