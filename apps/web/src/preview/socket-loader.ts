import type Mpegts from 'mpegts.js';

/**
 * Brings the stream from a WebSocket to mpegts.js. Its own loader throws into the void when a socket is given up before
 * it is open; this one is silent from the moment it is let go.
 */
export function socketLoader(mpegts: typeof Mpegts): Mpegts.CustomLoaderConstructor {
  return class SocketLoader extends mpegts.BaseLoader {
    private socket: WebSocket | null = null;
    private received = 0;

    constructor() {
      super('socket');
    }

    override open({ url = '' }: Mpegts.MediaSegment): void {
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => (this._status = mpegts.LoaderStatus.kBuffering);
      socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => this.deliver(data);
      // An error is always followed by the close that is told here.
      socket.onclose = () => {
        this._status = mpegts.LoaderStatus.kComplete;
        this.onComplete(0, this.received - 1);
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
      this._status = mpegts.LoaderStatus.kComplete;
    }

    override destroy(): void {
      this.abort();
      super.destroy();
    }

    private deliver(data: ArrayBuffer): void {
      const start = this.received;
      this.received += data.byteLength;
      this.onDataArrival(data, start, this.received);
    }
  };
}
