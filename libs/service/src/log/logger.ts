import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Fields that must never be written, wherever they turn up in a log object. */
const SECRET_FIELDS = [
  'key',
  'streamKey',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'ticket',
  'authorization',
];

/**
 * What is written of an error and of what caused it: its words. Never what it carries along: that of a database holds the
 * statement with its values.
 */
function wordsOf(error: Error): unknown {
  const described: unknown = pino.stdSerializers.err(error);
  if (described === error) return error; // thrown, but no error
  const { type, message, stack, code } = described as Record<string, unknown>;
  return { type, message, stack, code };
}

/**
 * JSON lines, one logger per process; take `log.child({ part })` per subsystem. On standard output, or on standard error for
 * a command whose output is read.
 */
export function createLogger(
  service: string,
  instance: string,
  level: string,
  to: 1 | 2 | DestinationStream = 1,
): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `*[*].${field}`]);
  const timestamp = pino.stdTimeFunctions.isoTime;
  const redact = { paths, censor: '[secret]' };
  const serializers = { err: wordsOf };
  const stream = typeof to === 'number' ? pino.destination(to) : to;
  return pino({ level, base: { service, instance }, timestamp, redact, serializers }, stream);
}

/** Nest's own messages through the same lines, one level lower than Nest calls them: start-up chatter is for debugging. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, stack?: unknown, context?: unknown): void {
    this.logger.error({ context, stack }, String(message));
  }

  debug(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  verbose(message: unknown, context?: unknown): void {
    this.logger.trace({ context }, String(message));
  }
}
