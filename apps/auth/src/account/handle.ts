import { AppError } from '@mid-station/contracts';

/** Names that are or may become paths, or that would let somebody pose as the installation. */
const RESERVED = new Set([
  ...['about', 'account', 'admin', 'administrator', 'api', 'app', 'assets', 'auth', 'billing', 'blog', 'contact'],
  ...['dashboard', 'demo', 'docs', 'edge', 'events', 'gateway', 'healthz', 'help', 'home', 'ingest', 'internal'],
  ...[
    'live',
    'local',
    'localhost',
    'login',
    'logout',
    'mail',
    'me',
    'metrics',
    'mid-station',
    'midstation',
    'moderator',
  ],
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
]);

/** @throws AppError `handle_taken` for names nobody may have. */
export function refuseReserved(handle: string): void {
  if (RESERVED.has(handle)) throw handleTaken();
}

export function handleTaken(): AppError {
  const detail = 'This handle is taken. Choose another one.';
  return new AppError('handle_taken', detail, { errors: [{ path: 'handle', message: detail }] });
}

export function emailTaken(): AppError {
  const detail = 'There is an account with this e-mail address already.';
  return new AppError('email_taken', detail, { errors: [{ path: 'email', message: detail }] });
}
