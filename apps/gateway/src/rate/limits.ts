import { routes, type HttpRoute } from '@mid-station/contracts';

/** Whom a limit counts: the address, the account, or the name somebody tries to sign in with. */
export type CountedBy = 'address' | 'account' | 'login' | 'login and address';

/** So many requests within so many seconds. `MIDSTATION_RATE_LIMIT_FACTOR` multiplies `requests`. */
export interface RateLimit {
  readonly name: string;
  readonly requests: number;
  readonly seconds: number;
  readonly by: CountedBy;
  /** Does not count who signed in with this name from this address before: nobody is locked out where they are at home. */
  readonly sparesKnown?: boolean;
}

/** Time a name is remembered with an address that it was signed in from, in seconds: as long as a refresh token lives. */
export const KNOWN_ADDRESS_SECONDS = 30 * 24 * 3600;

/** Every request from one address: fifty a second is more than many tabs behind one router make. */
export const EVERY_REQUEST: RateLimit = { name: 'all', requests: 3000, seconds: 60, by: 'address' };

const limit = (name: string, requests: number, seconds: number, by: CountedBy): RateLimit => ({
  name,
  requests,
  seconds,
  by,
});

/**
 * Previews that an account opens. Each makes the edge dial a node; a page that finds none tries fifteen times a minute, and
 * there are eight places for viewers of a session.
 */
export const PREVIEW_UPGRADES = limit('preview', 120, 60, 'account');

/**
 * Targets that an account makes, changes or has tried again. While it is live each makes a node connect to an address that
 * the account chose: enough for programs that switch all of them, and no more than it may try beforehand.
 */
const TARGET_EDITS = limit('target', 600, 300, 'account');

/** What is limited beyond that, each for its cost or for what guessing at it would win. */
export const routeLimits: ReadonlyMap<HttpRoute, readonly RateLimit[]> = new Map<HttpRoute, readonly RateLimit[]>([
  // An Argon2 hash each; a school behind one address still gets its class in.
  [routes.register, [limit('register', 60, 3600, 'address')]],
  [
    routes.login,
    [
      // One machine guesses at one account: ten tries, then five minutes. The owner elsewhere is not locked out.
      limit('login', 10, 300, 'login and address'),
      // One machine that takes its time: far less than it takes to lock the account's name.
      limit('login-hour', 30, 3600, 'login and address'),
      // Many machines guess at one account.
      { ...limit('login-name', 100, 3600, 'login'), sparesKnown: true },
      // One machine tries many accounts.
      limit('login-address', 60, 300, 'address'),
    ],
  ],
  // A tab refreshes each ten minutes; reloading a page refreshes once.
  [routes.refresh, [limit('refresh', 120, 60, 'address')]],
  [routes.logout, [limit('logout', 60, 60, 'address')]],
  // Asks for the current password: a stolen access token must not become a way to guess it.
  [routes.changePassword, [limit('password', 10, 900, 'account')]],
  // The same, and the code of the app.
  [routes.beginSecondFactor, [limit('second-factor', 10, 900, 'account')]],
  [routes.confirmSecondFactor, [limit('second-factor', 10, 900, 'account')]],
  [routes.disableSecondFactor, [limit('second-factor', 10, 900, 'account')]],
  // Makes a node connect to addresses that the account chose: enough for edits, too little to search a network.
  [routes.preflight, [limit('preflight', 30, 300, 'account')]],
  [routes.createTarget, [TARGET_EDITS]],
  [routes.updateTarget, [TARGET_EDITS]],
  [routes.retryTarget, [TARGET_EDITS]],
  [routes.updateMe, [limit('email', 20, 3600, 'account')]],
  [routes.createToken, [limit('token', 30, 3600, 'account')]],
  [routes.rotateIngest, [limit('rotate', 30, 3600, 'account')]],
]);
