/** Both ends of a client connection as a proxy saw them. */
export interface ProxiedAddresses {
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationAddress: string;
  readonly destinationPort: number;
}

/** PROXY protocol v2 header for a TCP connection (haproxy proxy-protocol.txt, 2.2). */
export function encodeProxyHeader(addresses: ProxiedAddresses): Buffer {
  throw new Error(`not written yet ${addresses.sourcePort}`);
}
