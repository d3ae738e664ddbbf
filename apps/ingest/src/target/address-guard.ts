import { type DialerOptions, rtmpDialer, type TargetDialer } from '@mid-station/relay';
import { parseTargetUrl, TargetError } from '@mid-station/rtmp';
import { isPublicAddress, isTargetPort } from '@mid-station/service';

/**
 * Dials targets, and only those on the internet unless the operator allows all: what a name resolves to is looked at for
 * each attempt, and what was looked at is what is dialled.
 */
export function guardedDialer(allowPrivate: boolean, options: DialerOptions = {}): TargetDialer {
  if (allowPrivate) return rtmpDialer(options);
  const dial = rtmpDialer({ ...options, checkAddress });
  return (address, via) => {
    checkPort(parseTargetUrl(address.url).port);
    return dial(address, via);
  };
}

function checkAddress(ip: string): void {
  if (!isPublicAddress(ip)) throw new TargetError('address_forbidden', 'the address is not a public one');
}

function checkPort(port: number): void {
  if (!isTargetPort(port))
    throw new TargetError('address_forbidden', `port ${port} is not one that streams are sent to`);
}
