import { AppError } from '@mid-station/contracts';
import { isDatabaseAway } from '../database/away.js';

/** What an error becomes outside the process: expected ones keep their code, a missing database says so, the rest is ours. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDatabaseAway(error)) {
    return new AppError('unavailable', 'Mid-Station cannot reach its database. Try again in a moment.', {
      cause: error,
    });
  }
  return new AppError('internal', 'Something went wrong on our side. Nothing was changed.', { cause: error });
}
