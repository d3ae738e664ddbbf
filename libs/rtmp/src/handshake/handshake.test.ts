import { createHmac, randomBytes } from 'node:crypto';
import { ProtocolViolation } from '../errors.js';
import { splits } from '../testing/split.js';
import { ClientHandshake } from './client-handshake.js';
import { ServerHandshake } from './server-handshake.js';

const CLIENT_KEY = 'Genuine Adobe Flash Player 001';
const SERVER_KEY = 'Genuine Adobe Flash Media Server 001';
const SHARED = Buffer.from('f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae', 'hex');

const hmac = (key: string | Buffer, data: Buffer): Buffer => createHmac('sha256', key).update(data).digest();

function digestPosition(packet: Buffer, pointer: number): number {
  return pointer + 4 + (packet.subarray(pointer, pointer + 4).reduce((sum, byte) => sum + byte, 0) % 728);
}

function withoutDigest(packet: Buffer, at: number): Buffer {
  return Buffer.concat([packet.subarray(0, at), packet.subarray(at + 32)]);
}

/** A C1 as Flash-like encoders build it. */
function digestC1(pointer: number): { c1: Buffer; digest: Buffer } {
  const c1 = randomBytes(1536);
  c1.writeUInt32BE(0x80000702, 4);
  const at = digestPosition(c1, pointer);
  const digest = hmac(CLIENT_KEY, withoutDigest(c1, at));
  digest.copy(c1, at);
  return { c1, digest };
}

function shake(pieces: readonly Buffer[]): { answer: Buffer; rest: Buffer | null } {
  const handshake = new ServerHandshake();
  const answers: Buffer[] = [];
  let rest: Buffer | null = null;
  for (const piece of pieces) {
    if (rest) rest = Buffer.concat([rest, piece]);
    else rest = handshake.push(piece, (bytes) => answers.push(bytes));
  }
  return { answer: Buffer.concat(answers), rest };
}

const C0 = Buffer.from([3]);

describe('ServerHandshake', () => {
  it('echoes C1 in S2 and does not look at C2', () => {
    const c1 = randomBytes(1536).fill(0, 4, 8);
    const { answer, rest } = shake([Buffer.concat([C0, c1]), randomBytes(1536)]);
    expect(answer[0]).toBe(3);
    expect(answer.length).toBe(1 + 2 * 1536);
    expect(answer.subarray(1537).equals(c1)).toBe(true);
    expect(rest).toHaveLength(0);
  });

  it('takes the handshake cut at every byte, one byte at a time, and with commands right behind it', () => {
    const c1 = randomBytes(1536).fill(0, 4, 8);
    const input = Buffer.concat([C0, c1, randomBytes(1536), Buffer.from('connect')]);
    for (const pieces of splits(input)) {
      const { answer, rest } = shake(pieces);
      expect(answer.subarray(1537).equals(c1)).toBe(true);
      expect(rest?.toString()).toBe('connect');
    }
  });

  it.each([8, 772])('answers a digest that is pointed to at %i with digests', (pointer) => {
    const { c1, digest } = digestC1(pointer);
    const { answer } = shake([C0, c1]);
    const s1 = answer.subarray(1, 1537);
    const s2 = answer.subarray(1537);
    const at = digestPosition(s1, pointer);
    expect(s1.subarray(at, at + 32)).toEqual(hmac(SERVER_KEY, withoutDigest(s1, at)));
    const key = hmac(Buffer.concat([Buffer.from(SERVER_KEY), SHARED]), digest);
    expect(s2.subarray(1504)).toEqual(hmac(key, s2.subarray(0, 1504)));
  });

  it('falls back to the plain handshake when the digest does not verify', () => {
    const { c1 } = digestC1(8);
    c1[1000]! ^= 1;
    expect(shake([C0, c1]).answer.subarray(1537).equals(c1)).toBe(true);
  });

  it.each([0, 6, 71])('refuses version %i at its first byte', (version) => {
    expect(() => shake([Buffer.from([version])])).toThrow(ProtocolViolation);
  });
});

describe('ClientHandshake', () => {
  const s1 = randomBytes(1536);
  const answer = Buffer.concat([C0, s1, randomBytes(1536), Buffer.from('rest')]);

  it('sends C0 and C1, echoes S1 in C2, and ignores S2, however the answer is cut', () => {
    for (const pieces of splits(answer)) {
      const client = new ClientHandshake();
      const hello = client.start();
      expect([hello.length, hello[0]]).toEqual([1537, 3]);
      let c2: Buffer = Buffer.alloc(0);
      let rest: Buffer | null = null;
      for (const piece of pieces) {
        if (rest) rest = Buffer.concat([rest, piece]);
        else rest = client.push(piece, (bytes) => (c2 = bytes));
      }
      expect(c2.equals(s1)).toBe(true);
      expect(rest?.toString()).toBe('rest');
    }
  });

  it('talks to the server side', () => {
    const client = new ClientHandshake();
    const server = new ServerHandshake();
    let toServer = client.start();
    let toClient: Buffer = Buffer.alloc(0);
    server.push(toServer, (bytes) => (toClient = bytes));
    expect(client.push(toClient, (bytes) => (toServer = bytes))).toHaveLength(0);
    expect(server.push(toServer, () => undefined)).toHaveLength(0);
  });

  it('refuses a server that does not begin with 3', () => {
    expect(() => new ClientHandshake().push(Buffer.from('HTTP'), () => undefined)).toThrow(ProtocolViolation);
  });
});
