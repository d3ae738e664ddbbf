import { AppError, routes, type HttpRoute, type RouteName } from '@mid-station/contracts';
import { observeServerDate } from '../time/server-clock.js';
import { problemOf, unreachable } from './problem.js';
import { fillPath, type Answer, type InputArgs } from './shapes.js';

/** Longest wait for an answer, in milliseconds: Go Live may try several nodes and takes up to 12 s. */
const ANSWER_TIMEOUT_MS = 20_000;

interface CallInput {
  readonly params?: Record<string, string>;
  readonly body?: unknown;
}

/** Runs `task` while no other tab of this browser runs one of the same name: tabs share the refresh cookie. */
export type ExclusiveTask = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** Without a secure context there are no locks; then one tab at a time is the best there is. */
const acrossTabs: ExclusiveTask = async (task) =>
  'locks' in navigator ? await navigator.locks.request('mid-station.refresh', task) : task();

/**
 * The HTTP API, driven by the `routes` table of the contracts: every answer is validated, every failure is an
 * `AppError`. The access token lives in this object alone; a refused one is renewed by the refresh cookie once per call,
 * and all calls that wait for a renewal share it.
 */
export class ApiClient {
  private accessToken: string | null = null;
  private renewal: Promise<boolean> | null = null;
  /** Called when the server no longer knows who we are. */
  onSignedOut: () => void = () => {};

  constructor(
    private readonly fetchFn: typeof fetch = (...args) => fetch(...args),
    private readonly exclusive: ExclusiveTask = acrossTabs,
  ) {}

  /** Calls a route. Throws `AppError`. */
  async call<Name extends RouteName>(name: Name, ...[input]: InputArgs<Name>): Promise<Answer<Name>> {
    const route: HttpRoute = routes[name];
    const { params, body } = (input ?? {}) as CallInput;
    const response = await this.send(fillPath(route, params), this.init(route, body), route.access !== 'anyone');
    return (await readAnswer(route, response)) as Answer<Name>;
  }

  /** Opens a streaming GET; lives until `signal` aborts or the body ends. Throws `AppError` for every other status than 200. */
  async stream(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.send(path, { headers: { accept: 'text/event-stream' }, signal }, true);
    if (response.status !== 200 || !response.body) throw await problemOf(response);
    return response.body;
  }

  /** Fetches a picture; null while there is none. Throws `AppError`. */
  async picture(path: string): Promise<Blob | null> {
    const response = await this.send(path, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }, true);
    if (response.status === 204) return null;
    if (response.status !== 200) throw await problemOf(response);
    return response.blob();
  }

  /** Remembers the token of a fresh sign-in. */
  signIn(accessToken: string): void {
    this.accessToken = accessToken;
  }

  /** Forgets the token of this page; the cookie is the server's to end. */
  signOut(): void {
    this.accessToken = null;
  }

  /** Asks for a new access token by cookie: false when nobody is signed in. Throws when the server cannot be asked. */
  renew(): Promise<boolean> {
    this.renewal ??= this.exclusive(() => this.requestToken()).finally(() => (this.renewal = null));
    return this.renewal;
  }

  private async requestToken(): Promise<boolean> {
    try {
      this.accessToken = (await this.call('refresh')).accessToken;
      return true;
    } catch (error) {
      if (!(error instanceof AppError) || (error.code !== 'unauthenticated' && error.code !== 'refresh_reused'))
        throw error;
      this.accessToken = null;
      return false;
    }
  }

  private async send(path: string, init: RequestInit, signedIn: boolean): Promise<Response> {
    const first = await this.request(path, init, signedIn);
    if (first.status !== 401 || !signedIn || !(await isStale(first))) return first;
    if (await this.renew()) return this.request(path, init, signedIn);
    this.onSignedOut();
    return first;
  }

  private async request(path: string, init: RequestInit, signedIn: boolean): Promise<Response> {
    const headers = new Headers(init.headers);
    if (signedIn && this.accessToken) headers.set('authorization', `Bearer ${this.accessToken}`);
    try {
      const response = await this.fetchFn(`/api${path}`, { ...init, headers });
      observeServerDate(response.headers.get('date'));
      return response;
    } catch (error) {
      throw unreachable(error);
    }
  }

  private init(route: HttpRoute, body: unknown): RequestInit {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    if (body === undefined) return { method: route.method, signal };
    return {
      method: route.method,
      signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
  }
}

/** A 401 may also mean a wrong password given to a signed-in route; only a refused token is worth renewing. */
async function isStale(response: Response): Promise<boolean> {
  return (await problemOf(response.clone())).code !== 'wrong_credentials';
}

async function readAnswer(route: HttpRoute, response: Response): Promise<unknown> {
  const schema = route.answers[response.status];
  if (schema === undefined) throw await problemOf(response);
  if (schema === null) return null;
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) throw new AppError('internal', '', { cause: parsed.error });
  return parsed.data;
}

/** The page's own connection to its server. */
export const api = new ApiClient();
