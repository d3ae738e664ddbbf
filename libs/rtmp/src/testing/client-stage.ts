import { ChunkStreamId, serializeMessage } from '../chunk/serialize.js';
import { PublisherClient, type PublisherClientOptions } from '../client/publisher-client.js';
import { TargetError } from '../errors.js';
import { parseTargetUrl } from '../url/target-url.js';
import { FakeTarget, politely, type Script } from './fake-target.js';

export const KEY = 'secret-key?with=query&x=%41';

export function clientFor(url: string, options: Partial<PublisherClientOptions> = {}): PublisherClient {
  return new PublisherClient({ url: parseTargetUrl(url), key: KEY, ...options });
}

/** The target error that this rejects with; fails when it is another, or names the key. */
export async function failureOf(promise: Promise<unknown>): Promise<TargetError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TargetError)) throw new Error(`not a target error: ${String(error)}`);
  expect(error.message).not.toContain('secret-key');
  return error;
}

/** A client and the target that it publishes to, as a test makes them; both go with the test. */
export class ClientStage {
  target!: FakeTarget;
  client!: PublisherClient;

  static forEach(): ClientStage {
    const stage = new ClientStage();
    afterEach(() => {
      stage.client?.destroy();
      stage.target?.stop();
    });
    return stage;
  }

  async open(script: Script = politely, options: Partial<PublisherClientOptions> = {}): Promise<void> {
    this.target = await FakeTarget.start(script);
    this.client = clientFor(this.target.url, options);
    await this.client.open();
  }

  /** How the client closed, once it has. */
  watchClose(): (Error | null)[] {
    const closed: (Error | null)[] = [];
    this.client.onClose = (error) => closed.push(error);
    return closed;
  }

  /** A video message as the client would send it. */
  video(bytes: number): Buffer {
    const { chunkSize, streamId } = this.client;
    const message = { type: 9, timestamp: 0, payload: Buffer.alloc(bytes) };
    return serializeMessage(message, { chunkSize, streamId, chunkStreamId: ChunkStreamId.Video });
  }
}
