import { type MediaMessage, TargetError, type TargetErrorCode } from '@mid-station/rtmp';
import { type TargetConnection, type TargetDialer } from '../target/target-connection.js';
import { type TestDestination } from './destination.js';
import { ChunkReader } from './chunk-reader.js';

/** A destination in memory that takes what it is told to take. Passes the suite of real ones. */
export class FakeDestination implements TestDestination {
  readonly address = { url: 'rtmp://fake.example/live', key: 'stream' };
  messages: MediaMessage[] = [];
  connections = 0;
  probes = 0;
  goodbyes = 0;
  /** Set: every attempt fails with it. */
  refusal: TargetErrorCode | null = null;
  isReading = true;
  streamId = 1;
  private readonly open = new Set<FakeConnection>();

  readonly dial: TargetDialer = ({ key }) => new FakeConnection(this, this.open, key === null);

  refuse(code: TargetErrorCode | null): void {
    this.refusal = code;
  }

  stopReading(): void {
    this.isReading = false;
  }

  startReading(): void {
    this.isReading = true;
    for (const connection of this.open) connection.drain();
  }

  hangUp(error: Error = new TargetError('closed_by_peer', 'hung up')): void {
    for (const connection of this.open) connection.end(error);
  }

  close(): Promise<void> {
    this.hangUp();
    return Promise.resolve();
  }
}

class FakeConnection implements TargetConnection {
  onDrain = (): void => undefined;
  onClose: (error: Error | null) => void = () => undefined;
  bufferedBytes = 0;
  private readonly reader: ChunkReader;
  private readonly waiting: Buffer[] = [];
  private isOpen = false;

  constructor(
    private readonly destination: FakeDestination,
    private readonly siblings: Set<FakeConnection>,
    private readonly isProbe: boolean,
  ) {
    this.reader = new ChunkReader((message) => this.destination.messages.push(message));
  }

  get streamId(): number {
    return this.destination.streamId;
  }

  async open(signal: AbortSignal): Promise<void> {
    await Promise.resolve();
    signal.throwIfAborted();
    const { refusal } = this.destination;
    if (refusal) throw new TargetError(refusal, 'refused');
    if (this.isProbe) return void (this.destination.probes += 1);
    this.destination.connections += 1;
    this.isOpen = true;
    this.siblings.add(this);
  }

  write(chunks: Buffer | readonly Buffer[]): boolean {
    for (const chunk of Buffer.isBuffer(chunks) ? [chunks] : chunks) this.waiting.push(chunk);
    this.bufferedBytes = this.waiting.reduce((sum, { length }) => sum + length, 0);
    if (this.destination.isReading) this.take();
    return this.bufferedBytes === 0;
  }

  async close(): Promise<void> {
    if (this.isOpen) this.destination.goodbyes += 1;
    this.drain();
    await Promise.resolve();
    this.end(null);
  }

  destroy(): void {
    this.end(null);
  }

  drain(): void {
    if (this.bufferedBytes === 0) return;
    this.take();
    this.onDrain();
  }

  end(error: Error | null): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.siblings.delete(this);
    this.onClose(error);
  }

  private take(): void {
    for (const chunk of this.waiting) this.reader.push(chunk);
    this.waiting.length = 0;
    this.bufferedBytes = 0;
  }
}
