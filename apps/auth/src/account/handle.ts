import { AppError } from '@mid-station/contracts';

/** Names that are or may become paths, or that would let somebody pose as the installation. */
const RESERVED = [
  ...['about', 'account', 'admin', 'administrator', 'api', 'app', 'assets', 'auth', 'billing', 'blog', 'contact'],
  ...['dashboard', 'demo', 'docs', 'edge', 'events', 'gateway', 'healthz', 'help', 'home', 'ingest', 'internal'],
  ...['live', 'local', 'localhost', 'login', 'logout', 'mail', 'me', 'metrics', 'midstation', 'moderator'],
  ...[
    'nobody',
    'node',
    'nodes',
    'null',
    'official',
    'operator',
    'platform',
    'platforms',
    'practice',
    'preview',
    'public',
  ],
  ...['readyz', 'register', 'root', 'rtmp', 'rtmps', 'security', 'server', 'sessions', 'settings', 'signin', 'signout'],
  ...['signup', 'staff', 'static', 'stats', 'status', 'stream', 'studio', 'support', 'system', 'undefined', 'user'],
  ...['users', 'webmaster', 'www'],
];
const RESERVED_LOOKS = new Set(RESERVED.map(lookOf));

/** What somebody reads in passing: dashes do not count, and a nought is an "o", a one or an "l" an "i". */
function lookOf(handle: string): string {
  return handle.replace(/[-_]/g, '').replaceAll('0', 'o').replace(/[1l]/g, 'i');
}

/** @throws AppError `handle_taken` for names nobody may have, and for those that look like them. */
export function refuseReserved(handle: string): void {
  if (RESERVED_LOOKS.has(lookOf(handle))) throw handleTaken();
}

export function handleTaken(): AppError {
  const detail = 'This handle is taken. Choose another one.';
  return new AppError('handle_taken', detail, { errors: [{ path: 'handle', message: detail }] });
}

export function emailTaken(): AppError {
  const detail = 'There is an account with this e-mail address already.';
  return new AppError('email_taken', detail, { errors: [{ path: 'email', message: detail }] });
}
