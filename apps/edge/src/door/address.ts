import ipaddr from 'ipaddr.js';

/** Bits of an IPv6 address that one customer of a provider has at least. */
const IPV6_PREFIX_BYTES = 8;

/** What counts as one address for limits: IPv4 as it is (mapped ones too), IPv6 by its /64. */
export function addressGroup(remote: string): string {
  const parsed = ipaddr.process(remote);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${Buffer.from(parsed.toByteArray().slice(0, IPV6_PREFIX_BYTES)).toString('hex')}/64`;
}
