import { z } from 'zod';

/**
 * Every error code of the API and the bus, with its HTTP status and whether the same request may succeed later by itself.
 * The sentence a streamer reads is the error's `detail`; `title` names the class.
 */
export const errorCodes = {
  invalid_request: { status: 400, title: 'Invalid request', retry: false },
  target_url_invalid: { status: 400, title: 'Not an RTMP address', retry: false },
  target_address_forbidden: { status: 400, title: 'Address not allowed', retry: false },
  unauthenticated: { status: 401, title: 'Sign in first', retry: false },
  wrong_credentials: { status: 401, title: 'Wrong sign-in', retry: false },
  second_factor_required: { status: 401, title: 'Second factor needed', retry: false },
  refresh_reused: { status: 401, title: 'Session ended', retry: false },
  forbidden: { status: 403, title: 'Not allowed', retry: false },
  registration_closed: { status: 403, title: 'No new accounts', retry: false },
  quota_exceeded: { status: 403, title: 'Limit reached', retry: false },
  not_found: { status: 404, title: 'Not found', retry: false },
  handle_taken: { status: 409, title: 'Handle taken', retry: false },
  email_taken: { status: 409, title: 'E-mail taken', retry: false },
  name_taken: { status: 409, title: 'Name taken', retry: false },
  no_active_setting: { status: 409, title: 'No active stream setting', retry: false },
  no_target_enabled: { status: 409, title: 'No target enabled', retry: false },
  setting_live: { status: 409, title: 'Setting is live', retry: false },
  not_live: { status: 409, title: 'Not live', retry: false },
  stale_claim: { status: 409, title: 'Claim superseded', retry: false },
  stale_key: { status: 409, title: 'Sealed for another key', retry: false },
  payload_too_large: { status: 413, title: 'Too large', retry: false },
  rate_limited: { status: 429, title: 'Too many requests', retry: true },
  internal: { status: 500, title: 'Our fault', retry: false },
  no_capacity: { status: 503, title: 'No ingest node free', retry: true },
  unavailable: { status: 503, title: 'Part of Mid-Station is away', retry: true },
} as const satisfies Record<string, { status: number; title: string; retry: boolean }>;

export type ErrorCode = keyof typeof errorCodes;
export const errorCodeSchema = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]);

/** One bad field: where it is (dotted path) and what is wrong, in words. */
export const fieldErrorSchema = z.object({ path: z.string(), message: z.string() });
export type FieldError = z.infer<typeof fieldErrorSchema>;

/** An error as it crosses the bus. */
export const busErrorSchema = z.object({
  code: errorCodeSchema,
  detail: z.string(),
  errors: z.array(fieldErrorSchema).optional(),
  retryAfterSeconds: z.number().optional(),
});
export type BusError = z.infer<typeof busErrorSchema>;

/** The body of every HTTP error: RFC 9457 problem details. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: errorCodeSchema,
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(fieldErrorSchema).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** An expected failure with a stable code. Everything that is not an `AppError` is a bug of ours and becomes `internal`. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    /** A sentence a streamer understands; it never holds a key, a token or an address of the installation. */
    readonly detail: string,
    readonly extra: { errors?: FieldError[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail, { cause: extra.cause });
    this.name = 'AppError';
  }

  toBusError(): BusError {
    const { errors, retryAfterSeconds } = this.extra;
    return {
      code: this.code,
      detail: this.detail,
      ...(errors && { errors }),
      ...(retryAfterSeconds && { retryAfterSeconds }),
    };
  }

  static fromBusError(error: BusError): AppError {
    return new AppError(error.code, error.detail, { errors: error.errors, retryAfterSeconds: error.retryAfterSeconds });
  }

  /** Turns a failed parse into `invalid_request` with one entry per bad field. */
  static fromZod(error: z.ZodError): AppError {
    const errors = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
    const first = errors[0];
    const detail = first
      ? first.path
        ? `${first.path}: ${first.message}`
        : first.message
      : 'The request is not valid.';
    return new AppError('invalid_request', detail, { errors });
  }
}

/** An error as an HTTP body. `requestId` is what its log line carries. */
export function toProblem({ code, detail, extra }: AppError, requestId: string): Problem {
  const { status, title } = errorCodes[code];
  return {
    type: `urn:mid-station:${code}`,
    title,
    status,
    code,
    detail,
    requestId,
    ...(extra.errors && { errors: extra.errors }),
  };
}
