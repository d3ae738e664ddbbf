import {
  ChunkStreamId,
  inspectAudio,
  inspectVideo,
  type MediaMessage,
  MessageType,
  parseTargetUrl,
  PublisherClient,
  serializeMessage,
} from '@mid-station/rtmp';
import { readFlv } from '@mid-station/rtmp/testing';
import { readFile } from 'node:fs/promises';

/** Pause between looks at what is due, in milliseconds. */
const PACE_MS = 5;

/** An encoder in this process: sends messages at their time, over and over, and knows when each picture left. */
export class ClockEncoder {
  /** When each picture was sent, by its number, in milliseconds since the epoch. */
  private readonly sends: number[][] = [];
  private readonly timer: NodeJS.Timeout;
  private readonly startedAt = Date.now();
  private readonly duration: number;
  private next = 0;
  private picture = 0;
  private round = 0;

  private constructor(
    private readonly client: PublisherClient,
    private readonly messages: readonly MediaMessage[],
  ) {
    const last = messages.at(-1)!.timestamp;
    this.duration = last + (last - messages[0]!.timestamp) / messages.length;
    this.timer = setInterval(() => this.sendDue(), PACE_MS);
  }

  /** Publishes to an address with the key as its last part. */
  static async publish(url: string, messages: readonly MediaMessage[]): Promise<ClockEncoder> {
    const slash = url.lastIndexOf('/');
    const client = new PublisherClient({ url: parseTargetUrl(url.slice(0, slash)), key: url.slice(slash + 1) });
    await client.open();
    return new ClockEncoder(client, messages);
  }

  static async publishFile(url: string, file: string): Promise<ClockEncoder> {
    return ClockEncoder.publish(url, readFlv(await readFile(file)));
  }

  /** When picture `number`, seen at `seenAt`, had left. NaN if it had not. */
  leftAt(number: number, seenAt: number): number {
    return this.sends[number]?.findLast((at) => at <= seenAt) ?? NaN;
  }

  stop(): Promise<void> {
    clearInterval(this.timer);
    return this.client.close();
  }

  private sendDue(): void {
    for (;;) {
      const message = this.messages[this.next]!;
      const timestamp = Math.round(message.timestamp + this.round * this.duration);
      if (this.startedAt + timestamp > Date.now()) return;
      if (this.round === 0 || !isHeader(message)) this.send({ ...message, timestamp });
      this.next += 1;
      if (this.next < this.messages.length) continue;
      [this.next, this.picture, this.round] = [0, 0, this.round + 1];
    }
  }

  private send(message: MediaMessage): void {
    const { chunkSize, streamId } = this.client;
    const isVideo = message.type === MessageType.Video;
    const chunkStreamId = isVideo ? ChunkStreamId.Video : ChunkStreamId.Audio;
    this.client.write(serializeMessage(message, { chunkSize, streamId, chunkStreamId }));
    if (isVideo && !isHeader(message)) (this.sends[this.picture++] ??= []).push(Date.now());
  }
}

function isHeader({ type, payload }: MediaMessage): boolean {
  if (type === MessageType.Video) return inspectVideo(payload).isSequenceHeader;
  return type === MessageType.Audio ? inspectAudio(payload).isSequenceHeader : true;
}
