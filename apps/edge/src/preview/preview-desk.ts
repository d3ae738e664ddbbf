import {
  AppError,
  PREVIEW_AUDIENCE,
  previewClaimsSchema,
  type PreviewClaims,
  TOKEN_ALGORITHM,
  TOKEN_ISSUER,
} from '@mid-station/contracts';
import { type Route, type RouteTable, RouteTableUnavailable } from '@mid-station/route-table';
import { errors, jwtVerify } from 'jose';
import { PreviewRefused } from './preview-refused.js';
import { type SigningKeys } from './signing-keys.js';

/** Decides which node serves a preview: what its ticket allows, and where the session is now. */
export class PreviewDesk {
  constructor(
    private readonly keys: SigningKeys,
    private readonly routes: Pick<RouteTable, 'lookup'>,
  ) {}

  /** The route of the session that the ticket is for. Rejects with PreviewRefused. */
  async admit(ticket: string | null): Promise<Route> {
    if (!ticket) throw new PreviewRefused(401, 'A preview needs a ticket.');
    const { sub, sid, handle } = await this.read(ticket);
    const route = await this.find(handle);
    if (!route) throw new PreviewRefused(404, 'Nothing is live here.');
    if (route.userId !== sub) throw new PreviewRefused(403, 'This ticket is for another stream.');
    if (route.sessionId !== sid) throw new PreviewRefused(410, 'This session has ended.');
    return route;
  }

  private async read(ticket: string): Promise<PreviewClaims> {
    try {
      const options = { issuer: TOKEN_ISSUER, audience: PREVIEW_AUDIENCE, algorithms: [TOKEN_ALGORITHM] };
      const { payload } = await jwtVerify(ticket, this.keys.find, options);
      return previewClaimsSchema.parse(payload);
    } catch (error) {
      if (error instanceof AppError) throw new PreviewRefused(503, 'Tickets cannot be checked right now. Try again.');
      if (error instanceof errors.JWTExpired) throw new PreviewRefused(401, 'The ticket has run out.');
      throw new PreviewRefused(401, 'The ticket is not valid.');
    }
  }

  private async find(handle: string): Promise<Route | null> {
    try {
      return await this.routes.lookup(handle);
    } catch (error) {
      if (error instanceof RouteTableUnavailable) throw new PreviewRefused(503, 'Try again in a moment.');
      throw error;
    }
  }
}
