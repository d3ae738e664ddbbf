import { type Role, type TokenScope } from '@mid-station/contracts';

/** Who makes a request. */
export interface Caller {
  readonly userId: string;
  readonly handle: string;
  readonly role: Role;
  /** What they got in with: the sign-in the access token came from, or the personal API token. */
  readonly accessId: string;
  /** The sign-in the access token came from; null for a personal API token. */
  readonly signInId: string | null;
  /** What a personal API token may do; null for a signed-in person, who may do everything of their role. */
  readonly scope: TokenScope | null;
  /** When the access token ends; null for a personal API token. */
  readonly expiresAt: Date | null;
}

const SCOPES: readonly TokenScope[] = ['read', 'live', 'manage'];

/** Whether a token's scope includes the one a route needs: `manage` includes `live` includes `read`. */
export function includesScope(held: TokenScope, needed: TokenScope): boolean {
  return SCOPES.indexOf(held) >= SCOPES.indexOf(needed);
}
