import { ChunkStreamId, MessageType, parseTargetUrl, PublisherClient, serializeMessage } from '@mid-station/rtmp';

const FRAME_MS = 33;
/** A keyframe of a black picture is about this small. */
const KEYFRAME_BYTES = 500;
/** AVC sequence header and AAC sequence header, as short as a reader of heads accepts. */
const VIDEO_HEADER = Buffer.from('1700000000', 'hex');
const AUDIO_HEADER = Buffer.from('af001190', 'hex');

/** An encoder whose every frame is made by hand: frame n says "n". */
export class TestEncoder {
  isClosed = false;
  /** What the edge said when it closed the connection. */
  closedFor: string | null = null;
  private frames = 0;

  private constructor(private readonly client: PublisherClient) {
    client.onClose = (error) => {
      this.isClosed = true;
      this.closedFor = error?.message ?? null;
    };
  }

  /** Connects and publishes; sends the sequence headers. Rejects when it is refused. */
  static async publish(
    url: string,
    options: { tls?: { ca?: string; rejectUnauthorized?: boolean } } = {},
  ): Promise<TestEncoder> {
    const slash = url.lastIndexOf('/');
    const target = parseTargetUrl(url.slice(0, slash));
    const client = new PublisherClient({ url: target, key: url.slice(slash + 1), ...options });
    await client.open();
    const encoder = new TestEncoder(client);
    encoder.send(MessageType.Video, VIDEO_HEADER);
    encoder.send(MessageType.Audio, AUDIO_HEADER);
    return encoder;
  }

  /** Sends the next frame. Returns its text. */
  frame(kind: 'key' | 'inter' | 'audio' = 'inter', bytes = kind === 'key' ? KEYFRAME_BYTES : 0): string {
    this.frames += 1;
    const text = `${kind} ${this.frames}`;
    const head = { key: '1701000000', inter: '2701000000', audio: 'af01' }[kind];
    const payload = Buffer.concat([Buffer.from(head, 'hex'), Buffer.from(text), Buffer.alloc(bytes)]);
    this.send(kind === 'audio' ? MessageType.Audio : MessageType.Video, payload);
    return text;
  }

  /** As pulling the plug. */
  destroy(): void {
    this.client.destroy();
  }

  private send(type: 8 | 9, payload: Buffer): void {
    const { chunkSize, streamId } = this.client;
    const chunkStreamId = type === MessageType.Audio ? ChunkStreamId.Audio : ChunkStreamId.Video;
    const timestamp = this.frames * FRAME_MS;
    this.client.write(serializeMessage({ type, timestamp, payload }, { chunkSize, chunkStreamId, streamId }));
  }
}

/** The frames among messages, by their text; sequence headers left out. */
export function frameTexts(media: readonly { type: number; payload: Buffer }[]): string[] {
  return media.flatMap(({ payload }) => /(?:key|inter|audio) \d+/.exec(payload.toString('latin1'))?.[0] ?? []);
}
