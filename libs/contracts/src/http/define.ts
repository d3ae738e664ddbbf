import type { z } from 'zod';
import type { ErrorCode } from '../errors.js';
import type { TokenScope } from '../user.js';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call a route: nobody signed in needed, any signed-in user, or operators. */
export type Access = 'anyone' | 'user' | 'operator';

/**
 * One HTTP route below `/api`, as the gateway serves it, the OpenAPI document describes it and the web app calls it.
 * `answers` maps a success status to its body, null for none. `scope` is what a personal API token needs for it; `null`
 * means that tokens cannot call it at all (account matters need the person).
 */
export interface HttpRoute {
  readonly method: HttpMethod;
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly scope: TokenScope | null;
  readonly params?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  readonly errors: readonly ErrorCode[];
}

export const route = <const Route extends HttpRoute>(definition: Route): Route => definition;
