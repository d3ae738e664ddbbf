import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { TargetError } from '../errors.js';
import { TARGET_ADDRESS_TIMEOUT_MS, TARGET_CONNECT_TIMEOUT_MS } from '../limits.js';
import { type TargetUrl } from '../url/target-url.js';
import { moreTelling, toConnectError, toDnsError } from './connect-errors.js';

export interface DialOptions {
  readonly url: TargetUrl;
  /** Milliseconds for name resolution, TCP and TLS together. */
  readonly connectTimeoutMs?: number;
  readonly tls?: { readonly ca?: string | Buffer; readonly rejectUnauthorized?: boolean };
  /** Throws to forbid an address. What it was asked about is what is dialled. */
  readonly checkAddress?: (ip: string) => void;
}

/**
 * Opens a TCP or TLS connection to a target. The name is resolved anew each time; its addresses are tried one after the
 * other until one answers. Rejects with TargetError, or with the signal's reason.
 */
export async function dial(options: DialOptions, signal: AbortSignal): Promise<Socket> {
  const timeoutMs = options.connectTimeoutMs ?? TARGET_CONNECT_TIMEOUT_MS;
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, deadline]);
  try {
    const addresses = await whenNotAborted(resolve(options.url.host), either);
    return await connectToAny(allowedAddresses(addresses, options), options, either);
  } catch (error) {
    signal.throwIfAborted();
    if (!deadline.aborted) throw error;
    throw new TargetError('connection_timeout', `${options.url.host} did not answer within ${timeoutMs} ms.`);
  }
}

async function resolve(host: string): Promise<string[]> {
  if (isIP(host)) return [host];
  try {
    return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
  } catch (error) {
    throw toDnsError(host, error);
  }
}

function allowedAddresses(addresses: readonly string[], { checkAddress, url }: DialOptions): string[] {
  let refusal: unknown;
  const allowed = addresses.filter((address) => {
    try {
      checkAddress?.(address);
      return true;
    } catch (error) {
      refusal = error;
      return false;
    }
  });
  if (allowed.length > 0) return allowed;
  const reason = refusal instanceof Error ? refusal.message : 'no address';
  throw new TargetError('address_forbidden', `${url.host} may not be connected to: ${reason}`, { cause: refusal });
}

async function connectToAny(addresses: readonly string[], options: DialOptions, signal: AbortSignal): Promise<Socket> {
  let failure: unknown;
  for (const [index, address] of addresses.entries()) {
    const isLast = index === addresses.length - 1;
    try {
      return await connectTo(address, options, isLast ? signal : withAddressTimeout(signal));
    } catch (error) {
      signal.throwIfAborted();
      failure = moreTelling(failure, error);
    }
  }
  throw failure;
}

function withAddressTimeout(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(TARGET_ADDRESS_TIMEOUT_MS)]);
}

function connectTo(address: string, { url, tls }: DialOptions, signal: AbortSignal): Promise<Socket> {
  const isTls = url.protocol === 'rtmps';
  const endpoint = { host: address, port: url.port };
  const servername = isIP(url.host) ? '' : url.host; // server name indication is not for addresses (RFC 6066, 3)
  const socket = isTls ? connectTls({ ...endpoint, ...tls, servername }) : connectTcp(endpoint);
  return new Promise((resolvePromise, reject) => {
    const finish = (error?: unknown): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.off('close', onClose);
      socket.on('error', ignoreLateError);
      if (error === undefined) return resolvePromise(socket);
      socket.destroy();
      reject(error);
    };
    const onError = (error: Error): void => finish(toConnectError(url, error));
    const onClose = (): void => finish(toConnectError(url, new Error('closed before it was connected')));
    const onAbort = (): void => {
      finish(new TargetError('connection_timeout', `${url.host} did not answer in time.`, { cause: signal.reason }));
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    socket.on('error', onError);
    socket.on('close', onClose);
    socket.once(isTls ? 'secureConnect' : 'connect', () => finish());
  });
}

/** A failed attempt was already reported. A connected socket has an owner an instant later, and until then none. */
function ignoreLateError(): void {}

async function whenNotAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
