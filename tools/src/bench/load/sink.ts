import { createServer, type AddressInfo, type Socket } from 'node:net';
import { ServerSession } from '@mid-station/rtmp';
import { serve } from './channel.js';
import { Arrivals } from './arrivals.js';

// The process every relay publishes to: takes any stream, reads the stamps, throws the media away.

/** What arrived since the last reset. */
export interface SinkReport extends ReturnType<Arrivals['report']> {
  /** Publishing connections that ended. */
  readonly lost: number;
}

const arrivals = new Arrivals();
let lost = 0;

function accept(socket: Socket, expectProxyHeader: boolean): void {
  const stream = arrivals.newStream();
  const session: ServerSession = new ServerSession(
    socket,
    {
      onPublish: () => session.accept(),
      onMedia: (message) => stream.take(message),
      onClose: () => {
        if (stream.isLive) lost++;
        stream.end();
      },
    },
    { expectProxyHeader },
  );
}

const api = {
  /** Starts to listen on loopback; answers the port. */
  async listen({ expectProxyHeader }: { expectProxyHeader: boolean }): Promise<number> {
    const server = createServer({ noDelay: true }, (socket) => accept(socket, expectProxyHeader));
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, resolve));
    return (server.address() as AddressInfo).port;
  },
  /** Streams that have shown a picture and are still there. */
  live: (): number => arrivals.live,
  reset(): void {
    lost = 0;
    arrivals.reset();
  },
  report: (): SinkReport => ({ ...arrivals.report(), lost }),
};
export type SinkApi = typeof api;

serve(api);
