import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { ServerSession } from '@mid-station/rtmp';
import { portOf } from '@mid-station/rtmp/testing';
import { type Relay } from '../relay.js';

/** A listener that attaches every publisher to one relay, as an ingest node does. */
export interface TestIngest {
  /** Where an encoder publishes. */
  readonly url: string;
  /** Cuts the encoder's connection. */
  cut(): void;
  close(): void;
}

export async function startIngest(relay: Relay): Promise<TestIngest> {
  const sessions = new Set<ServerSession>();
  const server = createServer((socket) => {
    let feed: ReturnType<Relay['attachPublisher']> | null = null;
    const session = new ServerSession(socket, {
      onPublish: ({ encoder }) => {
        feed = relay.attachPublisher({ remote: '127.0.0.1', encoder });
        feed.onReplaced = () => session.close();
        session.accept();
      },
      onMedia: (message) => feed?.write(message),
      onCaughtUp: () => feed?.forward(),
      onUnpublish: () => feed?.end(),
      onClose: () => {
        sessions.delete(session);
        feed?.end();
      },
    });
    sessions.add(session);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `rtmp://127.0.0.1:${portOf(server)}/ada/key`,
    cut: () => closeAll(sessions),
    close: () => stop(server, sessions),
  };
}

function closeAll(sessions: Set<ServerSession>): void {
  for (const session of sessions) session.close();
}

function stop(server: Server, sessions: Set<ServerSession>): void {
  closeAll(sessions);
  server.close();
}
