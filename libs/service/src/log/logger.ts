import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

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
 * JSON lines, one logger per process; take `log.child({ part })` per subsystem. On standard output, or on standard error for
 * a command whose output is read.
 */
export function createLogger(service: string, instance: string, level: string, stream: 1 | 2 = 1): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `*[*].${field}`]);
  const timestamp = pino.stdTimeFunctions.isoTime;
  const redact = { paths, censor: '[secret]' };
  return pino({ level, base: { service, instance }, timestamp, redact }, pino.destination(stream));
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
