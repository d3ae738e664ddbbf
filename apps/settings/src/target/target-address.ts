import { AppError } from '@mid-station/contracts';
import { isPublicAddress, isTargetPort } from '@mid-station/service';

const SHAPE = /^rtmps?:\/\/([^/]*)/i;
/** What the engine that dials it takes for host and port: whatever is read in two ways would be checked as one and dialled as the other. */
const AUTHORITY = /^(\[[^\]]*\]|[^:?#@[\]]*)(?::(\d{1,5}))?$/;
/** Names that only mean something inside a network (RFC 6761, RFC 6762, ICANN's `.internal`). */
const LOCAL_NAME = /^(?:localhost|.*\.(?:localhost|local|internal))\.?$/i;

/**
 * Refuses target URLs that cannot or may not be dialled, as far as the text alone tells: names are looked up, and their
 * addresses checked, when a node dials. The URL itself is kept byte for byte.
 * @throws AppError `target_url_invalid`, `target_address_forbidden`.
 */
export function checkTargetUrl(url: string, allowPrivate: boolean): void {
  const { host, port } = split(url);
  if (port !== null && !isTargetPort(port)) {
    throw forbidden(`Targets cannot use port ${port}. Streaming servers listen on 1935, 443 or 80.`);
  }
  if (!allowPrivate && isPrivate(host)) {
    throw forbidden("This address lies in the installation's own network, which targets may not use.");
  }
}

function split(url: string): { host: string; port: number | null } {
  const authority = SHAPE.exec(url)?.[1] ?? '';
  if (authority.includes('@')) throw invalid('Leave user name and password out of the server URL.');
  const parts = AUTHORITY.exec(authority);
  if (!parts) throw invalid('The server URL has no valid host name.');
  const port = parts[2] === undefined ? null : Number(parts[2]);
  if (port !== null && (port < 1 || port > 65_535)) throw invalid('The port is a number from 1 to 65535.');
  return { host: normalise(parts[1] ?? ''), port };
}

/** The host as a browser would read it, so that 0x7f.1 and 2130706433 are seen as the address they are. */
function normalise(host: string): string {
  try {
    return new URL(`http://${host}/`).hostname.replace(/^\[|\]$/g, '');
  } catch {
    throw invalid('The server URL has no valid host name.');
  }
}

function isPrivate(host: string): boolean {
  const isAddress = host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host);
  return isAddress ? !isPublicAddress(host) : LOCAL_NAME.test(host);
}

function invalid(detail: string): AppError {
  return new AppError('target_url_invalid', detail, { errors: [{ path: 'url', message: detail }] });
}

function forbidden(detail: string): AppError {
  return new AppError('target_address_forbidden', detail, { errors: [{ path: 'url', message: detail }] });
}
