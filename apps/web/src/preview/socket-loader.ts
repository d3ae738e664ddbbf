import type Mpegts from 'mpegts.js';

/**
 * Turns of the event loop between two deliveries. Each delivery becomes an append to the media source, which takes two turns:
 * one to begin, one to tell its end.
 */
const TURNS_PER_DELIVERY = 3;

/**
 * Brings the stream from a WebSocket to mpegts.js. Its own loader throws into the void when a socket is given up before
 * it is open; this one is silent from the moment it is let go. What arrives while an append is under way is delivered in one
 * piece: one append for each message falls behind the stream on a busy machine, where each waits for its turns.
 */
export function socketLoader(mpegts: typeof Mpegts, onArrival: () => void): Mpegts.CustomLoaderConstructor {
  return class SocketLoader extends mpegts.BaseLoader {
    private socket: WebSocket | null = null;
    private delivered = 0;
    private arrived: ArrayBuffer[] = [];
    private turnsLeft = 0;
    /** Takes turns like what it waits for; a timer would be slowed in a hidden tab. */
    private readonly turns = new MessageChannel();

    constructor() {
      super('socket');
      this.turns.port1.onmessage = () => this.turn();
    }

    override open({ url = '' }: Mpegts.MediaSegment): void {
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => (this._status = mpegts.LoaderStatus.kBuffering);
      socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => this.arrive(data);
      // An error is always followed by the close that is told here.
      socket.onclose = () => {
        this.deliver();
        this._status = mpegts.LoaderStatus.kComplete;
        this.onComplete(0, this.delivered - 1);
      };
      this._status = mpegts.LoaderStatus.kConnecting;
      this.socket = socket;
    }

    override abort(): void {
      if (this.socket) {
        this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
        this.socket.close();
      }
      this.socket = null;
      this.arrived = [];
      this._status = mpegts.LoaderStatus.kComplete;
    }

    override destroy(): void {
      this.abort();
      this.turns.port1.close();
      super.destroy();
    }

    private arrive(data: ArrayBuffer): void {
      onArrival();
      this.arrived.push(data);
      if (this.turnsLeft === 0) this.deliver();
    }

    private turn(): void {
      this.turnsLeft -= 1;
      if (this.turnsLeft > 0) this.turns.port2.postMessage(null);
      else this.deliver();
    }

    private deliver(): void {
      if (this.arrived.length === 0) return;
      const data = joined(this.arrived);
      const start = this.delivered;
      this.arrived = [];
      this.delivered += data.byteLength;
      this.turnsLeft = TURNS_PER_DELIVERY;
      this.turns.port2.postMessage(null);
      this.onDataArrival(data, start, this.delivered);
    }
  };
}

function joined(parts: readonly ArrayBuffer[]): ArrayBuffer {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return whole.buffer;
}
