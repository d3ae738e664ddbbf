import { type AmfValue } from '../amf0/values.js';
import { type TargetErrorCode } from '../errors.js';
import { command, readCommand } from '../message/command.js';
import { toConnectError, toConnectionError, toDnsError } from './connect-errors.js';
import { toRefusal } from './refusal.js';

const refusal = (name: string, info: AmfValue, secrets: string[] = []): ReturnType<typeof toRefusal> =>
  toRefusal(readCommand(20, command(name, 0, null, info).payload), secrets);

describe('what a server says when it refuses', () => {
  it.each<[string, string, TargetErrorCode]>([
    ['NetStream.Publish.BadName', '', 'key_refused'],
    ['NetStream.Publish.BadName', 'Invalid stream key', 'key_refused'],
    ['NetStream.Publish.BadName', 'Already publishing', 'stream_in_use'],
    ['NetStream.Publish.BadName', 'stream busy', 'stream_in_use'],
    ['NetStream.Publish.Denied', '', 'key_refused'],
    ['NetStream.Publish.Unauthorized', '', 'key_refused'],
    ['NetStream.Publish.Rejected', 'Stream key is wrong', 'key_refused'],
    ['NetStream.Publish.Rejected', 'Press Go Live first', 'rejected'],
    ['NetStream.Publish.Rejected', '', 'rejected'],
    ['NetConnection.Connect.InvalidApp', '', 'app_unknown'],
    [
      'NetConnection.Connect.Rejected',
      '[ Server.Reject ] : (_defaultRoot_, live3) : Application (live3) is not found.',
      'app_unknown',
    ],
    ['NetConnection.Connect.Rejected', 'Connection failed: no such app', 'app_unknown'],
    ['NetConnection.Connect.Rejected', 'too many connections', 'rejected'],
    ['NetConnection.Connect.Failed', '', 'rejected'],
    ['NetConnection.Connect.Closed', '', 'closed_by_peer'],
    ['', 'Something else', 'rejected'],
  ])('%s %j means %s', (code, description, expected) => {
    expect(refusal('onStatus', { level: 'error', code, description }).code).toBe(expected);
  });

  it('a redirect is told apart from a refusal', () => {
    const info = {
      level: 'error',
      code: 'NetConnection.Connect.Rejected',
      ex: { code: 302, redirect: 'rtmp://b/app' },
    };
    expect(refusal('_error', info).code).toBe('redirected');
  });

  it('repeats what the server said, without the key', () => {
    const info = { code: 'NetStream.Publish.BadName', description: 'stream abc-123 is unknown' };
    const { message } = refusal('onStatus', info, ['abc-123']);
    expect(message).toBe('The server answered: NetStream.Publish.BadName: stream *** is unknown');
  });

  it.each([null, undefined, 'text', 7, []])('may carry %j instead of information', (info) => {
    expect(refusal('_error', info).message).toBe('The server answered: _error');
  });
});

describe('what the network says', () => {
  const url = { protocol: 'rtmps', host: 'host', port: 443, app: 'app', tcUrl: '' } as const;
  const coded = (code: string): Error => Object.assign(new Error('failed'), { code });

  it.each<[string, TargetErrorCode]>([
    ['ECONNREFUSED', 'connection_refused'],
    ['ETIMEDOUT', 'connection_timeout'],
    ['EHOSTUNREACH', 'network_unreachable'],
    ['ENETUNREACH', 'network_unreachable'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_name_mismatch'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls_untrusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls_untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls_untrusted'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls_untrusted'],
    ['CERT_HAS_EXPIRED', 'tls_untrusted'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls_failed'],
    ['ECONNRESET', 'tls_failed'],
    ['EPROTO', 'tls_failed'],
  ])('%s before an encrypted connection stands means %s', (code, expected) => {
    expect(toConnectError(url, coded(code)).code).toBe(expected);
  });

  it.each<[string, TargetErrorCode]>([
    ['ECONNRESET', 'connection_reset'],
    ['EPIPE', 'connection_reset'],
    ['ETIMEDOUT', 'connection_timeout'],
    ['EWHATEVER', 'connection_reset'],
  ])('%s on a connection that stood means %s', (code, expected) => {
    expect(toConnectionError(coded(code)).code).toBe(expected);
  });

  it.each<[string, TargetErrorCode]>([
    ['ENOTFOUND', 'dns_not_found'],
    ['ENODATA', 'dns_not_found'],
    ['EAI_AGAIN', 'dns_failed'],
    ['ETIMEOUT', 'dns_failed'],
  ])('%s from the resolver means %s', (code, expected) => {
    expect(toDnsError('host', coded(code)).code).toBe(expected);
  });
});
