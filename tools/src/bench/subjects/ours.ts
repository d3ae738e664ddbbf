import { settingOptionsSchema, type RelayTarget } from '@mid-station/contracts';
import { FlushTicker, type PublisherFeed, Relay, rtmpDialer } from '@mid-station/relay';
import { ServerSession } from '@mid-station/rtmp';
import { randomUUID } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { type SubjectJob } from '../contenders/subject.js';

// Mid-Station's engine and relay without a control plane: what an ingest node does with the bytes, and nothing else.

const job = JSON.parse(process.argv[2]!) as SubjectJob;
const ticker = new FlushTicker();
const relays = new Map(job.publishers.map(({ app, targets }) => [app, newRelay(targets)]));

function newRelay(targets: SubjectJob['publishers'][number]['targets']): Relay {
  return new Relay({
    sessionId: randomUUID(),
    targets: targets.map(asRelayTarget),
    options: settingOptionsSchema.parse({}),
    moved: false,
    dial: rtmpDialer(),
    ticker,
    permit: { mayForward: true, maySynthesise: true },
    onChange: () => undefined,
    onEnded: () => undefined,
    onBug: fail,
  });
}

function asRelayTarget({ url, key }: { url: string; key: string }): RelayTarget {
  return { targetId: randomUUID(), name: key, platform: 'custom', url, key, enabled: true };
}

function accept(socket: Socket): void {
  let feed: PublisherFeed | undefined;
  const session: ServerSession = new ServerSession(socket, {
    onPublish: ({ app }) => {
      feed = relays.get(app)?.attachPublisher({ remote: '127.0.0.1' }, session);
      session.accept();
    },
    onMedia: (message) => feed?.write(message),
    onClose: () => feed?.end(),
  });
}

function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}

createServer({ noDelay: true }, accept).listen({ port: job.port, host: '127.0.0.1', backlog: 1024 });
process.once('SIGTERM', () => process.exit(0));
