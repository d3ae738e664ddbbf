import type { Platform } from './setting.js';

interface Server {
  readonly isTls: boolean;
  readonly host: string;
  readonly port: string;
}

/**
 * Whether a key that was stored for one address may go to another without being typed again: to the same server, or to one
 * more of a platform that it was for. Whoever may edit a target may not read its key, and could by sending it to a server of
 * their own.
 */
export function mayKeepKey(before: string, after: string, platforms: readonly Pick<Platform, 'servers'>[]): boolean {
  const [from, to] = [serverOf(before), serverOf(after)];
  if (isSameServer(from, to)) return true;
  return platforms.some(({ servers }) => {
    const known = servers.map(({ url }) => serverOf(url));
    return [from, to].every((each) => known.some((server) => isSameServer(server, each)));
  });
}

/** What needs the certificate of the same name is the same, on whichever port. Giving TLS up is not. */
function isSameServer(from: Server, to: Server): boolean {
  return from.host === to.host && (to.isTls || (!from.isTls && from.port === to.port));
}

function serverOf(url: string): Server {
  const [, scheme, host, port] = /^(rtmps?):\/\/(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?/i.exec(url) ?? [];
  return { isTls: scheme?.toLowerCase() === 'rtmps', host: host?.toLowerCase() ?? '', port: port ?? '1935' };
}
