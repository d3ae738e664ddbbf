import { type HttpMethod, type Problem } from '@mid-station/contracts';

export interface Answer<Body> {
  status: number;
  body: Body;
  headers: Headers;
}

let people = 0;

/** A person with a browser: keeps the access token and the refresh cookie. */
export class Client {
  token: string | null = null;
  cookie: string | null = null;

  constructor(readonly base: string) {}

  /** Makes an account and signs in to it. */
  static async register(base: string, handle = `person${++people}`): Promise<Client> {
    const client = new Client(base);
    const body = { handle, email: `${handle}@example.org`, password: PASSWORD };
    const answer = await client.signIn('/auth/register', body);
    if (answer.status !== 201) throw new Error(`could not register: ${JSON.stringify(answer.body)}`);
    return client;
  }

  /** The same person on another device or through another gateway, not signed in. */
  elsewhere(base = this.base): Client {
    return new Client(base);
  }

  async signIn(path: string, body?: unknown): Promise<Answer<SignedIn>> {
    const answer = await this.call<SignedIn>('POST', path, body);
    if (answer.status < 300) this.token = answer.body.accessToken;
    return answer;
  }

  async call<Body = Problem>(method: HttpMethod, path: string, body?: unknown): Promise<Answer<Body>> {
    return this.send<Body>(method, path, body === undefined ? undefined : JSON.stringify(body));
  }

  /** Sends a body as it is. */
  async send<Body = Problem>(method: HttpMethod, path: string, body?: string): Promise<Answer<Body>> {
    const headers = new Headers(body === undefined ? {} : { 'content-type': 'application/json' });
    if (this.token) headers.set('authorization', `Bearer ${this.token}`);
    if (this.cookie && path.startsWith('/auth/')) headers.set('cookie', this.cookie);
    const response = await fetch(`${this.base}/api${path}`, { method, headers, body });
    this.keepCookie(response);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : null) as Body };
  }

  private keepCookie(response: Response): void {
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.split(';')[0] ?? null;
  }
}

export const PASSWORD = 'correct horse battery';

export interface SignedIn {
  user: { id: string; handle: string; email: string; role: string; createdAt: string };
  accessToken: string;
  expiresIn: number;
}
