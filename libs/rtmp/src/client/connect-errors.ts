import { TargetError, type TargetErrorCode } from '../errors.js';
import { type TargetUrl } from '../url/target-url.js';

const DNS_NOT_FOUND = new Set(['ENOTFOUND', 'ENODATA']);

const SOCKET_CODES: Readonly<Record<string, TargetErrorCode>> = {
  ECONNREFUSED: 'connection_refused',
  ETIMEDOUT: 'connection_timeout',
  ENETUNREACH: 'network_unreachable',
  EHOSTUNREACH: 'network_unreachable',
  EADDRNOTAVAIL: 'network_unreachable',
  EAFNOSUPPORT: 'network_unreachable',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  ECONNABORTED: 'connection_reset',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_name_mismatch',
};

/** Verification results of OpenSSL as Node names them: the certificate is there and not trusted. */
const UNTRUSTED = /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|ERROR_IN_CERT|CRL_|INVALID_CA|PATH_LENGTH)/;

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

export function toDnsError(host: string, error: unknown): TargetError {
  if (DNS_NOT_FOUND.has(codeOf(error))) {
    return new TargetError('dns_not_found', `There is no server named ${host}.`, { cause: error });
  }
  return new TargetError('dns_failed', `The address of ${host} could not be looked up.`, { cause: error });
}

/** What went wrong before the connection stood. */
export function toConnectError(url: TargetUrl, error: unknown): TargetError {
  const code = codeOf(error);
  const known = SOCKET_CODES[code];
  const isTls = url.protocol === 'rtmps';
  if (isTls && UNTRUSTED.test(code)) return describe('tls_untrusted', url, error);
  if (isTls && (!known || known === 'connection_reset')) return describe('tls_failed', url, error);
  return describe(known ?? 'network_unreachable', url, error);
}

/**
 * Of what two addresses of a server came to, what its owner should hear: that this machine has no way to one of them (it
 * has no IPv6, say) explains nothing when another was tried.
 */
export function moreTelling(known: unknown, error: unknown): unknown {
  const isUnreachable = error instanceof TargetError && error.code === 'network_unreachable';
  return known !== undefined && isUnreachable ? known : error;
}

/** What ended a connection that stood. */
export function toConnectionError(error: unknown): TargetError {
  const code = SOCKET_CODES[codeOf(error)] ?? 'connection_reset';
  return new TargetError(code, `The connection broke (${codeOf(error) || 'no code'}).`, { cause: error });
}

const SENTENCES: Readonly<Partial<Record<TargetErrorCode, string>>> = {
  connection_refused: 'refused the connection: nothing listens on that port',
  connection_timeout: 'did not answer in time',
  network_unreachable: 'cannot be reached from here',
  connection_reset: 'broke the connection off',
  tls_name_mismatch: 'has a certificate for another name',
  tls_untrusted: 'has a certificate that is not trusted',
  tls_failed: 'could not agree on an encrypted connection',
};

function describe(code: TargetErrorCode, { host, port }: TargetUrl, error: unknown): TargetError {
  return new TargetError(code, `${host} (port ${port}) ${SENTENCES[code]} (${codeOf(error) || String(error)}).`, {
    cause: error,
  });
}
