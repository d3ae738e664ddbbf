import { type User } from '@mid-station/contracts';
import { type Account } from '../database/entities.js';

/** An account as others may see it. */
export function toUser({ id, handle, email, role, createdAt }: Account): User {
  return { id, handle, email, role, createdAt: createdAt.toISOString() };
}
