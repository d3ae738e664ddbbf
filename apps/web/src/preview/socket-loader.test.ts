import type Mpegts from 'mpegts.js';
import { MessageChannel } from 'node:worker_threads';
import { socketLoader } from './socket-loader.js';

/** As much of mpegts.js and of a browser as the loader touches. */
class BaseLoader {
  _status = 0;
  onDataArrival: unknown = null;
  onComplete: unknown = null;
  destroy(): void {
    this._status = -1;
  }
}
const mpegts = { BaseLoader, LoaderStatus: {} } as unknown as typeof Mpegts;

class Socket {
  static last: Socket;
  onmessage!: (event: { data: ArrayBuffer }) => void;
  onclose: (() => void) | null = null;
  constructor() {
    Socket.last = this;
  }
  bring(...bytes: number[]): void {
    this.onmessage({ data: Uint8Array.from(bytes).buffer });
  }
  close(): void {
    this.onmessage = () => undefined;
  }
}

describe('the loader', () => {
  const globals = { WebSocket: Socket, MessageChannel };
  const before = { WebSocket: globalThis.WebSocket, MessageChannel: globalThis.MessageChannel };
  beforeAll(() => void Object.assign(globalThis, globals));
  afterAll(() => void Object.assign(globalThis, before));

  let arrivals: number;
  let deliveries: { at: number; bytes: number[] }[];
  let loader: Mpegts.BaseLoader;

  beforeEach(() => {
    [arrivals, deliveries] = [0, []];
    loader = new (socketLoader(mpegts, () => (arrivals += 1)))({} as never, {} as never);
    loader.onDataArrival = (data, at) => deliveries.push({ at, bytes: [...new Uint8Array(data)] });
    loader.onComplete = () => deliveries.push({ at: -1, bytes: [] });
    loader.open({ url: 'ws://node' } as Mpegts.MediaSegment, {} as never);
  });
  afterEach(() => loader.destroy());

  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };

  it('delivers what comes first at once, and what comes during its append in one piece', async () => {
    Socket.last.bring(1, 2);
    expect(deliveries).toEqual([{ at: 0, bytes: [1, 2] }]);
    for (const byte of [3, 4, 5]) Socket.last.bring(byte);
    expect([deliveries.length, arrivals]).toEqual([1, 4]);
    await turns();
    expect(deliveries.slice(1)).toEqual([{ at: 2, bytes: [3, 4, 5] }]);
    await turns();
    Socket.last.bring(6);
    expect(deliveries.slice(2)).toEqual([{ at: 5, bytes: [6] }]);
  });

  it('delivers what is left before it tells the end', () => {
    Socket.last.bring(1);
    Socket.last.bring(2);
    Socket.last.onclose!();
    expect(deliveries.map(({ at }) => at)).toEqual([0, 1, -1]);
  });

  it('is silent from the moment it is let go', async () => {
    Socket.last.bring(1);
    Socket.last.bring(2);
    loader.abort();
    await turns();
    expect(deliveries).toEqual([{ at: 0, bytes: [1] }]);
  });
});
