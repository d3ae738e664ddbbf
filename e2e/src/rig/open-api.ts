import { type Problem } from '@mid-station/contracts';

/** One operation of the document that an installation serves. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** Below `/api`, with `{name}` for each parameter. */
  readonly path: string;
  readonly isOpenToAll: boolean;
  readonly isForOperators: boolean;
}

interface Described {
  operationId: string;
  description: string;
  security: unknown[];
}

/** Every operation of the OpenAPI document. */
export async function operations(origin: string): Promise<Operation[]> {
  const response = await fetch(`${origin}/api/openapi.json`);
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, description, security }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path,
      isOpenToAll: security.length === 0,
      isForOperators: description.startsWith('Operators only.'),
    })),
  );
}

export interface Caller {
  readonly origin: string;
  readonly token?: string;
}

/** Signs in and gives the access token. */
export async function tokenOf(origin: string, login: string, password: string): Promise<string> {
  const answer = await fetch(`${origin}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

/** Calls an operation, with `id` for every parameter of its path; gives the status and the code of the problem, if any. */
export async function perform(
  { origin, token }: Caller,
  { method, path }: Operation,
  { id, body }: { id: string; body?: unknown },
): Promise<[status: number, code: string | undefined]> {
  const headers = new Headers(body === undefined ? {} : { 'content-type': 'application/json' });
  if (token) headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(`${origin}/api${path.replaceAll(/\{\w+\}/g, id)}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) {
    await response.body?.cancel();
    return [response.status, undefined];
  }
  return [response.status, ((await response.json()) as Problem).code];
}
