import { type DialerOptions, rtmpDialer, type TargetDialer } from '@mid-station/relay';
import { parseTargetUrl, TargetError } from '@mid-station/rtmp';
import { isPublicAddress } from '@mid-station/service';
import { TARGET_PORT_MIN } from '../limits.js';

/** Ports below the ordinary ones that platforms take RTMP(S) on. */
const WEB_PORTS = new Set([80, 443]);

/**
 * Dials targets, and only those on the internet unless the operator allows all: what a name resolves to is looked at for
 * each attempt, and what was looked at is what is dialled.
 */
export function guardedDialer(allowPrivate: boolean, options: DialerOptions = {}): TargetDialer {
  if (allowPrivate) return rtmpDialer(options);
  const dial = rtmpDialer({ ...options, checkAddress });
  return (address) => {
    checkPort(parseTargetUrl(address.url).port);
    return dial(address);
  };
}

function checkAddress(ip: string): void {
  if (!isPublicAddress(ip)) throw new TargetError('address_forbidden', 'the address is not a public one');
}

function checkPort(port: number): void {
  if (port >= TARGET_PORT_MIN || WEB_PORTS.has(port)) return;
  throw new TargetError('address_forbidden', `port ${port} is not one that streams are sent to`);
}
