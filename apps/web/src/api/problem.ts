import { AppError, problemSchema } from '@mid-station/contracts';

/** The server cannot be reached, or what answered is not Mid-Station: the page says so in its own words. */
export const unreachable = (cause: unknown): AppError => new AppError('unavailable', '', { cause });

/** Turns an error answer into the error it describes. */
export async function problemOf(response: Response): Promise<AppError> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) return unreachable(new Error(`status ${response.status} without problem details`));
  const { code, detail, errors } = parsed.data;
  return new AppError(code, detail, { errors, retryAfterSeconds: retryAfter(response) });
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after'));
  return seconds > 0 ? seconds : undefined;
}

/** Whatever was thrown, as an error with a code. */
export function asAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('internal', '', { cause: error });
}
