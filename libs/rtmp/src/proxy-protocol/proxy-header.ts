import { isIPv4 } from 'node:net';
import { ProtocolViolation } from '../errors.js';
import { PROXY_HEADER_BODY_MAX } from '../limits.js';
import { ipv4Bytes, ipv6Bytes, ipv6Text } from './ip-bytes.js';

// PROXY protocol version 2 (haproxy.org, proxy-protocol.txt, section 2.2).

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const FIXED_BYTES = 16;
const VERSION_2 = 0x20;
const COMMAND_PROXY = 0x01;
const TCP_OVER_IPV4 = 0x11;
const TCP_OVER_IPV6 = 0x21;
const IPV4_BODY = 12;
const IPV6_BODY = 36;

/** Both ends of a client's connection as the proxy saw them. */
export interface ProxiedAddresses {
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationAddress: string;
  readonly destinationPort: number;
}

/** PROXY v2 header of a TCP connection. Both addresses may be IPv4 or IPv6; a mixed pair is written as IPv6. */
export function encodeProxyHeader(addresses: ProxiedAddresses): Buffer {
  const { sourceAddress, destinationAddress } = addresses;
  const is4 = isIPv4(sourceAddress) && isIPv4(destinationAddress);
  const toBytes = is4 ? ipv4Bytes : ipv6Bytes;
  const head = Buffer.from([VERSION_2 | COMMAND_PROXY, is4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6, 0, 0]);
  head.writeUInt16BE(is4 ? IPV4_BODY : IPV6_BODY, 2);
  const ports = Buffer.allocUnsafe(4);
  ports.writeUInt16BE(addresses.sourcePort);
  ports.writeUInt16BE(addresses.destinationPort, 2);
  return Buffer.concat([SIGNATURE, head, toBytes(sourceAddress), toBytes(destinationAddress), ports]);
}

/** Reads the PROXY v2 header with which a proxied connection begins. */
export class ProxyHeaderReader {
  /** What the header said; null for a connection of the proxy itself (LOCAL) or of another address family. */
  addresses: ProxiedAddresses | null = null;

  private header = Buffer.alloc(0);

  /** Takes bytes. Returns what follows the header once it is complete, until then null. Throws ProtocolViolation. */
  push(bytes: Buffer): Buffer | null {
    this.header = Buffer.concat([this.header, bytes]);
    const { header } = this;
    const known = Math.min(header.length, SIGNATURE.length);
    if (!header.subarray(0, known).equals(SIGNATURE.subarray(0, known))) throw violation('no PROXY v2 signature');
    if (header.length < FIXED_BYTES) return null;
    const end = FIXED_BYTES + bodyLength(header);
    if (header.length < end) return null;
    this.addresses = readAddresses(header.subarray(0, end));
    return header.subarray(end);
  }
}

function bodyLength(header: Buffer): number {
  const length = header.readUInt16BE(14);
  if ((header[12]! & 0xf0) !== VERSION_2) throw violation('unknown version');
  if (length > PROXY_HEADER_BODY_MAX) throw violation(`body of ${length} bytes`);
  return length;
}

function readAddresses(header: Buffer): ProxiedAddresses | null {
  const command = header[12]! & 0x0f;
  if (command > COMMAND_PROXY) throw violation('unknown command');
  if (command !== COMMAND_PROXY) return null;
  const body = header.subarray(FIXED_BYTES);
  if (header[13] === TCP_OVER_IPV4) return readPair(body, 4, (bytes) => bytes.join('.'));
  if (header[13] === TCP_OVER_IPV6) return readPair(body, 16, ipv6Text);
  return null;
}

function readPair(body: Buffer, size: number, toText: (bytes: Buffer) => string): ProxiedAddresses {
  const ports = 2 * size;
  if (body.length < ports + 4) throw violation('addresses are cut off');
  return {
    sourceAddress: toText(body.subarray(0, size)),
    sourcePort: body.readUInt16BE(ports),
    destinationAddress: toText(body.subarray(size, ports)),
    destinationPort: body.readUInt16BE(ports + 2),
  };
}

function violation(what: string): ProtocolViolation {
  return new ProtocolViolation('proxy_header', `PROXY header: ${what}`);
}
