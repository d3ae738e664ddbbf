/** A target's server address, split for dialling and for the connect command. */
export interface TargetUrl {
  readonly protocol: 'rtmp' | 'rtmps';
  /** Host name or IP address; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  /** Everything after the slash that ends the host, byte for byte, query string and trailing slash included. */
  readonly app: string;
  /** What is sent as `tcUrl`: the address as it was given. */
  readonly tcUrl: string;
}

/** The address cannot be used; the message says why in words for its owner. */
export class TargetUrlError extends Error {
  override readonly name = 'TargetUrlError';
}

const DEFAULT_PORTS = { rtmp: 1935, rtmps: 443 } as const;

const SHAPE = /^(rtmps?):\/\/(\[[^\]]*\]|[^/:?#@[\]]*)(?::([^/]*))?(?:\/(.*))?$/is;

/**
 * Splits `rtmp[s]://host[:port]/app`. Nothing in the app is decoded, normalised or trimmed: platforms put query strings,
 * trailing slashes and several segments there and compare bytes. Throws TargetUrlError.
 */
export function parseTargetUrl(url: string): TargetUrl {
  const match = SHAPE.exec(url);
  if (!match) throw new TargetUrlError('The server address must look like rtmp://host/app or rtmps://host/app.');
  const protocol = match[1]!.toLowerCase() as TargetUrl['protocol'];
  const host = match[2]!.startsWith('[') ? match[2]!.slice(1, -1) : match[2]!;
  if (host === '') throw new TargetUrlError('The server address names no host.');
  if (hasControlOrSpace(url)) throw new TargetUrlError('The server address contains a space or a control character.');
  return { protocol, host, port: parsePort(match[3], protocol), app: match[4] ?? '', tcUrl: url };
}

function parsePort(text: string | undefined, protocol: TargetUrl['protocol']): number {
  if (text === undefined) return DEFAULT_PORTS[protocol];
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535)
    throw new TargetUrlError('The port of the server address must be between 1 and 65535.');
  return port;
}

function hasControlOrSpace(url: string): boolean {
  return /[\u0000-\u0020\u007f]/.test(url);
}
