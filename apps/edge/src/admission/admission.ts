import { AppError, liveBus, STRANGER_DESCRIPTION } from '@mid-station/contracts';
import { type Route, type RouteTable, RouteTableUnavailable } from '@mid-station/route-table';
import { type Bus, type Credentials, mayPublish } from '@mid-station/service';
import { HOLD_MS } from '../limits.js';
import { waitForRoute } from './wait-for-route.js';

/** Why a publish is refused. Only `stranger` counts towards the block of its address. */
export interface Refusal {
  readonly kind: 'stranger' | 'not_ready' | 'away';
  readonly description: string;
}

export type Admission = { readonly route: Route } | { readonly refusal: Refusal };

const WRONG: Refusal = { kind: 'stranger', description: STRANGER_DESCRIPTION };
const AWAY: Refusal = { kind: 'away', description: 'Mid-Station cannot be reached right now. Try again.' };
const LATE: Refusal = { kind: 'away', description: 'Your session did not start in time. Try again.' };

/** Decides about publish requests: by the route if there is one, else by asking who places sessions. */
export class Doorbook {
  constructor(
    private readonly routes: RouteTable,
    private readonly bus: Pick<Bus, 'request'>,
    private readonly holdMs: number = HOLD_MS,
  ) {}

  /**
   * Resolves with the route to dial or the reason to refuse; may hold for {@link HOLD_MS} while a node is claimed.
   * `remote` is the encoder's address, for the audit log.
   */
  async admit(credentials: Credentials | null, signal: AbortSignal, remote?: string): Promise<Admission> {
    if (!credentials) return { refusal: WRONG };
    try {
      const route = await this.routes.lookup(credentials.handle);
      if (route) return check(credentials, route);
      return await this.knock(credentials, signal, remote);
    } catch (error) {
      if (isAway(error)) return { refusal: AWAY };
      throw error;
    }
  }

  private async knock(credentials: Credentials, signal: AbortSignal, remote?: string): Promise<Admission> {
    const answer = await this.bus.request(liveBus.knock, { ...credentials, ...(remote !== undefined && { remote }) });
    if (answer.decision === 'refuse') return { refusal: { kind: answer.reason, description: answer.description } };
    const route = await waitForRoute(this.routes, credentials.handle, this.holdMs, signal);
    return route ? check(credentials, route) : { refusal: LATE };
  }
}

function check({ keyHash }: Credentials, route: Route): Admission {
  return mayPublish(keyHash, route.keys) ? { route } : { refusal: WRONG };
}

function isAway(error: unknown): boolean {
  return error instanceof RouteTableUnavailable || error instanceof AppError;
}
