import { z } from 'zod';

/**
 * Every way a target can fail, with the two sentences a streamer reads: what happened and why that usually is (`message`),
 * and what to do (`hint`). Codes are stable; the engine reports them, the page may translate them.
 */
export const targetProblems = {
  dns_not_found: {
    message: 'The server name does not exist; usually it is mistyped.',
    hint: 'Compare the server URL with the one the platform shows.',
  },
  dns_failed: {
    message: 'The server name cannot be looked up at the moment.',
    hint: 'We keep trying. If it lasts, check the network of the Mid-Station server.',
  },
  connection_refused: {
    message: 'The server turns us away: it is down, or the port in the URL is wrong.',
    hint: 'Check the URL; if it is right, the platform is likely down.',
  },
  connection_timeout: {
    message: 'The server does not answer: overload, a firewall, or rtmps:// on an rtmp:// port.',
    hint: 'Check the URL, or try another server.',
  },
  network_unreachable: {
    message: 'There is no network route to the server.',
    hint: 'Ask your operator to check the network of the Mid-Station server.',
  },
  address_forbidden: {
    message: "The address leads into this installation's own network, which targets may not use.",
    hint: 'Use a public address, or ask your operator.',
  },
  tls_name_mismatch: {
    message: "The server's certificate is for another name, so it got nothing of your stream.",
    hint: 'Use exactly the host name the platform gives.',
  },
  tls_untrusted: {
    message: "The server's certificate is expired, self-signed or from an unknown issuer.",
    hint: 'Ask whoever runs that server to renew it.',
  },
  tls_failed: {
    message: 'No secure connection could be made: the port may not speak RTMPS.',
    hint: 'Check the port, and use rtmps:// only where it is offered.',
  },
  handshake_failed: {
    message: 'Something answered, but it does not speak RTMP; it may want rtmps://.',
    hint: 'Check rtmp:// or rtmps://, host and port.',
  },
  handshake_timeout: {
    message: 'The server took the connection and said nothing; likely it is overloaded.',
    hint: 'We keep trying. If it lasts, try another server.',
  },
  app_unknown: {
    message: 'The server does not know the path in the URL, the part after the host name.',
    hint: 'Copy the whole server URL from the platform again.',
  },
  key_refused: {
    message: 'The platform refused the stream key: usually it is mistyped, expired or reset.',
    hint: 'Copy it from the platform again and save it here.',
  },
  stream_in_use: {
    message: 'The platform says that somebody is already streaming with this key.',
    hint: 'Stop that stream, or wait a minute for the platform to let go.',
  },
  rejected: {
    message: 'The platform refused the stream without saying clearly why.',
    hint: 'Look at its dashboard: streaming may not be enabled for you yet.',
  },
  redirected: {
    message: 'The server asked us to go to another address, which we do not follow.',
    hint: "Use the platform's final server URL.",
  },
  leads_back: {
    message: 'This address leads back to your own stream, which would feed itself for ever.',
    hint: 'Take this target out, or give it another address.',
  },
  closed_by_peer: {
    message: 'The platform closed the connection: wrong path in the URL, or broadcast ended there.',
    hint: 'Check both. We try again by ourselves.',
  },
  connection_reset: {
    message: 'The connection to the platform broke.',
    hint: 'Nothing to do: we reconnect by ourselves.',
  },
  stalled: {
    message: 'The connection was open, but the platform took nothing for ten seconds.',
    hint: 'We reconnect. If it happens again, try another server.',
  },
  too_slow: {
    message: 'The way to this platform is slower than your stream; frames were left out.',
    hint: 'Lower the bitrate in OBS, or choose a nearer server.',
  },
  protocol_error: {
    message: 'The server sent something that is not valid RTMP.',
    hint: 'Check that the URL is an RTMP ingest address.',
  },
} as const satisfies Record<string, { message: string; hint: string }>;

export type TargetErrorCode = keyof typeof targetProblems;
export const targetErrorCodeSchema = z.enum(Object.keys(targetProblems) as [TargetErrorCode, ...TargetErrorCode[]]);

/** Codes that say "this will not work as it is": shown as `refused`, retried slowly. All others are retried soon. */
export const refusalCodes: ReadonlySet<TargetErrorCode> = new Set<TargetErrorCode>([
  'address_forbidden',
  'tls_name_mismatch',
  'tls_untrusted',
  'app_unknown',
  'key_refused',
  'stream_in_use',
  'rejected',
  'redirected',
  'leads_back',
]);
