import { routes, type HttpRoute, type Problem, type RouteName } from '@mid-station/contracts';
import type { z } from 'zod';

type Routes = typeof routes;
type BodyOf<Route> = Route extends { body: infer Body extends z.ZodType }
  ? { body: z.input<Body> }
  : { body?: undefined };
type ParamsOf<Route> = Route extends { params: infer Params extends z.ZodType }
  ? { params: z.input<Params> }
  : { params?: undefined };
type AnswerSchema<Route> = Route extends { answers: infer Answers } ? Answers[keyof Answers] : never;

/** What a call takes: the path's parameters and the body, where the route has them. */
export type CallInput<Name extends RouteName> = BodyOf<Routes[Name]> & ParamsOf<Routes[Name]>;
/** What it answers; null for an answer without a body. */
export type CallAnswer<Name extends RouteName> =
  AnswerSchema<Routes[Name]> extends infer Schema ? (Schema extends z.ZodType ? z.output<Schema> : null) : never;

/** Time an answer may take, in milliseconds: Go Live tries several nodes. */
const TIMEOUT_MS = 20_000;

/** An error the API answered, as its problem document says. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(`${status} ${problem.code}: ${problem.detail}`);
    this.name = 'ApiError';
  }
}

/** The public HTTP interface of one installation, as one user sees it. Signs in again when its access token has ended. */
export class ApiClient {
  private accessToken: string | undefined;
  private credentials: { login: string; password: string } | undefined;

  /** `origin` such as `http://localhost:8080`. */
  constructor(readonly origin: string) {}

  async register(handle: string, password: string, email = `${handle}@example.com`): Promise<void> {
    const { accessToken } = await this.call('register', { body: { handle, email, password } });
    this.accessToken = accessToken;
    this.credentials = { login: handle, password };
  }

  async signIn(login: string, password: string): Promise<void> {
    const { accessToken } = await this.call('login', { body: { login, password } });
    this.accessToken = accessToken;
    this.credentials = { login, password };
  }

  /** @throws ApiError for every answer that is not a success. */
  async call<Name extends RouteName>(name: Name, input: CallInput<Name>): Promise<CallAnswer<Name>> {
    return (await this.callFor(name, input)).body;
  }

  /** The same with the status, for routes that answer success in several ways. */
  async callFor<Name extends RouteName>(
    name: Name,
    input: CallInput<Name>,
  ): Promise<{ status: number; body: CallAnswer<Name> }> {
    const route: HttpRoute = routes[name];
    let answer = await this.send(route, input);
    if (answer.status === 401 && route.access !== 'anyone' && this.credentials) {
      await this.signIn(this.credentials.login, this.credentials.password);
      answer = await this.send(route, input);
    }
    const text = await answer.text();
    if (!answer.ok) throw new ApiError(answer.status, JSON.parse(text) as Problem);
    const schema = route.answers[answer.status];
    return { status: answer.status, body: (schema ? schema.parse(JSON.parse(text)) : null) as CallAnswer<Name> };
  }

  private send(route: HttpRoute, { body, params }: { body?: unknown; params?: unknown }): Promise<Response> {
    const values = (params ?? {}) as Record<string, string>;
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
    return fetch(`${this.origin}/api${path}`, {
      method: route.method,
      headers: {
        ...(this.accessToken && { authorization: `Bearer ${this.accessToken}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }
}
