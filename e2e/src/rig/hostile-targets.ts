import { command, FakeTarget, politely, politelyUntil } from '@mid-station/rtmp/testing';
import { type Socket } from 'node:net';

/** A destination that does its worst, and what a streamer must be told of it. */
export interface HostileTarget {
  readonly name: string;
  start(): Promise<FakeTarget>;
  /** State and error code; any of them where it depends on the moment. */
  readonly shown: readonly string[];
}

const drip = (socket: Socket): void => {
  const timer = setInterval(() => socket.write(Buffer.from([3])), 1_000);
  socket.on('close', () => clearInterval(timer)).resume();
};
const redirect = { level: 'error', code: 'NetConnection.Connect.Rejected', ex: { code: 302, redirect: 'rtmp://x/y' } };

/** Number 12 of the hostile list. */
export const hostileTargets: readonly HostileTarget[] = [
  {
    name: 'accepts and never reads',
    start: () =>
      FakeTarget.start((received, target) => {
        politely(received, target);
        if (received.name === 'publish') target.socket.pause();
      }),
    shown: ['live', 'live too_slow', 'retrying stalled'],
  },
  { name: 'answers one byte a second', start: () => FakeTarget.raw(drip), shown: ['connecting'] },
  {
    name: 'closes in the middle of the handshake',
    start: () => FakeTarget.raw((socket) => socket.end(Buffer.alloc(700, 3))),
    shown: ['retrying handshake_failed', 'connecting handshake_failed'],
  },
  {
    name: 'redirects',
    start: () =>
      FakeTarget.start(politelyUntil('connect', (_, { send }) => send(command('_error', 1, null, redirect)))),
    shown: ['refused redirected', 'retrying redirected'],
  },
  {
    name: 'sends garbage',
    start: () => FakeTarget.raw((socket) => socket.resume().end(Buffer.alloc(100_000, 0xfe))),
    shown: ['retrying handshake_failed', 'connecting handshake_failed'],
  },
  {
    name: 'sends garbage once it has accepted',
    start: () =>
      FakeTarget.start((received, target) => {
        politely(received, target);
        if (received.name === 'publish') target.socket.write(Buffer.alloc(1_000_000, 0xff));
      }),
    shown: ['retrying protocol_error', 'connecting protocol_error'],
  },
];
