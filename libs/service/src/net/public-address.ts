import ipaddr from 'ipaddr.js';

/** All that has been given out as global unicast (RFC 4291, IANA): what lies elsewhere is no address of the internet. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];
/** 64:ff9b::/96 carries an IPv4 address through NAT64 (RFC 6052). */
const NAT64_PREFIX = ipaddr.parseCIDR('64:ff9b::/96') as [ipaddr.IPv6, number];

/**
 * Whether an IP address is out on the internet: not private, loopback, link-local, multicast, reserved or otherwise special.
 * An IPv4 address inside an IPv6 one (mapped, or NAT64) is judged as that IPv4 address. Text that is no address is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const meant = unwrap(ipaddr.process(address));
  const isOnTheInternet = meant instanceof ipaddr.IPv4 || meant.match(GLOBAL_UNICAST);
  return isOnTheInternet && meant.range() === 'unicast';
}

function unwrap(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6) || !address.match(NAT64_PREFIX)) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(-4));
}
