import { z } from 'zod';

/**
 * Every way a target can fail, with the two sentences a streamer reads: what happened and why that usually is (`message`),
 * and what to do (`hint`). Codes are stable; the engine reports them, the page may translate them.
 */
export const targetProblems = {
  dns_not_found: {
    message: 'The server name does not exist. Usually the address has a typing mistake.',
    hint: 'Compare the server URL with the one the platform shows and correct it.',
  },
  dns_failed: {
    message: 'The server name could not be looked up. The name service may be having trouble.',
    hint: 'Nothing to do at first: we keep trying. If it lasts, check the network of the Mid-Station server.',
  },
  connection_refused: {
    message: 'The server turned the connection away. It may be down, or the port in the URL is wrong.',
    hint: 'Check the server URL and its port; if they are right, the platform is likely having an outage.',
  },
  connection_timeout: {
    message: 'The server did not answer in time. A firewall may be in the way, or the server is overloaded.',
    hint: 'Try another server of this platform, or ask your operator whether outgoing RTMP is allowed.',
  },
  network_unreachable: {
    message: 'There is no network route to the server.',
    hint: 'Ask your operator to check the network of the Mid-Station server.',
  },
  address_forbidden: {
    message: "The address leads into this installation's own network, which targets may not use.",
    hint: 'Use a public server address, or ask your operator to allow private targets.',
  },
  tls_name_mismatch: {
    message: 'The server showed a certificate for another name, so we did not send it your stream.',
    hint: 'Check the host name in the server URL; use exactly the name the platform gives.',
  },
  tls_untrusted: {
    message: "The server's certificate is not trusted: it is expired, self-signed or from an unknown issuer.",
    hint: 'Ask whoever runs that server to renew its certificate.',
  },
  tls_failed: {
    message: 'No secure connection could be made. The port may not speak RTMPS.',
    hint: 'Check that the URL begins with rtmps:// only where the platform offers it, and that the port is right.',
  },
  handshake_failed: {
    message: 'Something answered, but it does not speak RTMP.',
    hint: 'Check the host and port in the server URL.',
  },
  handshake_timeout: {
    message: 'The server accepted the connection and then said nothing. It is likely overloaded.',
    hint: 'Nothing to do at first: we keep trying. If it lasts, choose another server of this platform.',
  },
  app_unknown: {
    message: 'The server does not know the application in the URL, the part after the host name.',
    hint: 'Copy the whole server URL from the platform again, including what follows the host name.',
  },
  key_refused: {
    message: 'The platform refused the stream key. Usually it was mistyped, has expired, or was reset.',
    hint: 'Copy the key from the platform again and save the target with it.',
  },
  stream_in_use: {
    message: 'The platform says that somebody is already streaming with this key.',
    hint: 'Stop the other stream with this key, or wait a minute for the platform to let go of it.',
  },
  rejected: {
    message: 'The platform refused the stream without saying clearly why.',
    hint: "Look at the platform's own dashboard: streaming may not be enabled for the account yet.",
  },
  redirected: {
    message: 'The server asked us to go to another address, which we do not follow.',
    hint: "Use the platform's final server URL.",
  },
  closed_by_peer: {
    message: 'The platform closed the connection. Often the broadcast was ended over there.',
    hint: "Look at the platform's dashboard: is the broadcast still open? We try again by ourselves.",
  },
  connection_reset: {
    message: 'The connection to the platform broke.',
    hint: 'Nothing to do: we reconnect by ourselves.',
  },
  stalled: {
    message: 'The connection was open, but the platform took nothing for ten seconds.',
    hint: 'We reconnect by ourselves. If it happens again, choose another server of this platform.',
  },
  too_slow: {
    message: 'The way to this platform is slower than your stream, so frames had to be left out.',
    hint: "Lower the bitrate in OBS, choose a nearer server, or ask your operator about the server's upload.",
  },
  protocol_error: {
    message: 'The server sent something that is not valid RTMP.',
    hint: 'Check that the URL is an RTMP ingest address. If it is, tell the people who run that server.',
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
]);
