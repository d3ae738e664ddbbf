import { AppError, PREVIEW_AUDIENCE, previewClaimsSchema, type PreviewClaims } from '@mid-station/contracts';
import { errors } from 'jose';
import { type KeyRing } from './key-ring.js';

/**
 * What a preview ticket allows.
 * @throws AppError `unauthenticated` for one that is missing, false or expired; `unavailable` when nobody can tell.
 */
export async function readPreviewTicket(keys: KeyRing, ticket: string | null): Promise<PreviewClaims> {
  if (!ticket) throw new AppError('unauthenticated', 'A preview needs a ticket.');
  try {
    return await keys.verify(ticket, PREVIEW_AUDIENCE, previewClaimsSchema);
  } catch (error) {
    if (error instanceof AppError) {
      throw new AppError('unavailable', 'Tickets cannot be checked right now. Try again.', { cause: error });
    }
    const isOver = error instanceof errors.JWTExpired;
    const what = isOver ? 'The ticket has run out.' : 'The ticket is not valid.';
    throw new AppError('unauthenticated', what, { cause: error });
  }
}
