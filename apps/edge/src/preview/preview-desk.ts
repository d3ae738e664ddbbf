import { AppError, errorCodes, type PreviewClaims } from '@mid-station/contracts';
import { type Route, type RouteTable, RouteTableUnavailable } from '@mid-station/route-table';
import { type KeyRing, readPreviewTicket } from '@mid-station/service/tokens';
import { PreviewRefused } from './preview-refused.js';

/** Decides which node serves a preview: what its ticket allows, and where the session is now. */
export class PreviewDesk {
  constructor(
    private readonly keys: KeyRing,
    private readonly routes: Pick<RouteTable, 'lookup'>,
  ) {}

  /** The route of the session that the ticket is for. Rejects with PreviewRefused. */
  async admit(ticket: string | null): Promise<Route> {
    const { sub, sid, handle } = await this.read(ticket);
    const route = await this.find(handle);
    if (!route) throw new PreviewRefused(404, 'Nothing is live here.');
    if (route.userId !== sub) throw new PreviewRefused(403, 'This ticket is for another stream.');
    if (route.sessionId !== sid) throw new PreviewRefused(410, 'This session has ended.');
    return route;
  }

  private async read(ticket: string | null): Promise<PreviewClaims> {
    try {
      return await readPreviewTicket(this.keys, ticket);
    } catch (error) {
      if (error instanceof AppError) throw new PreviewRefused(errorCodes[error.code].status, error.detail);
      throw error;
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
