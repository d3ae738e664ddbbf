import { ChunkStreamId, serializeMessage } from '../chunk/serialize.js';
import { PublisherClient, type PublisherClientOptions } from '../client/publisher-client.js';
import { type MediaMessage } from '../message/types.js';
import { parseTargetUrl } from '../url/target-url.js';

/** Publishes messages as fast as the target takes them, and closes politely. */
export async function publish(
  url: string,
  key: string,
  messages: readonly MediaMessage[],
  options: Partial<PublisherClientOptions> = {},
): Promise<void> {
  const client = new PublisherClient({ url: parseTargetUrl(url), key, ...options });
  await client.open();
  for (const message of messages) await send(client, message);
  await client.close();
}

async function send(client: PublisherClient, message: MediaMessage): Promise<void> {
  const chunkStreamId = message.type === 9 ? ChunkStreamId.Video : ChunkStreamId.Audio;
  const { chunkSize, streamId } = client;
  if (client.write(serializeMessage(message, { chunkSize, streamId, chunkStreamId }))) return;
  await new Promise<void>((resolve) => (client.onDrain = resolve));
}
