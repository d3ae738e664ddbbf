import { AppError, errorCodes, toProblem } from '@mid-station/contracts';
import { toAppError } from '@mid-station/service';
import { HttpException } from '@nestjs/common';
import { type FastifyReply } from 'fastify';

/** What an error means to a client. Framework errors carry a status and no code of ours. */
export function asAppError(error: unknown): AppError {
  const status = statusOf(error);
  if (error instanceof AppError || status === null || status >= 500) return toAppError(error);
  if (status === 404) return new AppError('not_found', 'There is nothing at this address.', { cause: error });
  if (status === 413) return new AppError('payload_too_large', 'The request is too large.', { cause: error });
  return new AppError('invalid_request', 'The request could not be read. Send JSON.', { cause: error });
}

/** Sends an error as RFC 9457 problem details. */
export function sendProblem(reply: FastifyReply, error: AppError, requestId: string): void {
  const { status } = errorCodes[error.code];
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  const { retryAfterSeconds } = error.extra;
  if (retryAfterSeconds) void reply.header('retry-after', String(Math.ceil(retryAfterSeconds)));
  void reply.status(status).type('application/problem+json').send(toProblem(error, requestId));
}

function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : null;
}
