import { type ClaimId, type Route, type RouteInput } from './route.js';

/**
 * What became of a wish for a lease.
 * - `superseded`: a higher epoch of the session exists, this epoch belongs to another node, or it was released;
 *   final for this claim.
 * - `busy`: another session of the handle holds the lease; worth another try after `retryInMs`.
 */
export type LeaseAnswer =
  | { readonly granted: true }
  | { readonly granted: false; readonly reason: 'superseded' }
  | { readonly granted: false; readonly reason: 'busy'; readonly retryInMs: number };

/** The table cannot be reached, did not answer in time, or what it holds cannot be read. What was asked may or may not have happened. */
export class RouteTableUnavailable extends Error {
  override readonly name = 'RouteTableUnavailable';
}

/** Hears the route of a handle; null when it has none. */
export type RouteListener = (route: Route | null) => void;

/**
 * Leases of handles. Each operation is atomic. All of them reject with {@link RouteTableUnavailable} when the table is
 * away; `acquire`, `renew` and `release` may be repeated without harm.
 */
export interface RouteTable {
  /** Takes the lease for a new claim, from a lower epoch too if need be. */
  acquire(route: RouteInput): Promise<LeaseAnswer>;

  /**
   * Keeps leases, and writes what changed in their routes (the keys). A lease that expired, or that the table forgot, is
   * taken again as long as no higher epoch was seen. Never displaces another session. Each route is answered for itself, in
   * the order asked; the caller bounds how many there are.
   */
  renew(routes: readonly Route[]): Promise<LeaseAnswer[]>;

  /** Gives the claim up for good: its epoch is never granted again. True when it held the lease. */
  release(claim: ClaimId): Promise<boolean>;

  lookup(handle: string): Promise<Route | null>;

  /**
   * Tells the present route as soon as it is known, then each change, until the returned function is called. Silent
   * while the table is away; a renewal that changes nothing is not told.
   */
  watch(handle: string, listener: RouteListener): () => void;

  close(): Promise<void>;
}
