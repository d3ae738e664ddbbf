import { type MediaLog } from '../publication/media-log.js';
import { PreviewSubscriber, type PreviewSink } from './preview-subscriber.js';

/** A preview that can be given up. */
export interface Subscription {
  close(): void;
}

/** The viewers of a session's preview. */
export class PreviewSet {
  private readonly subscribers = new Map<PreviewSubscriber, PreviewSink>();

  constructor(private readonly log: MediaLog) {}

  subscribe(sink: PreviewSink): Subscription {
    const subscriber = new PreviewSubscriber(this.log, sink);
    this.subscribers.set(subscriber, sink);
    return { close: () => this.remove(subscriber) };
  }

  flush(): void {
    for (const subscriber of this.subscribers.keys()) subscriber.flush();
  }

  /** Ends all of them. */
  end(): void {
    for (const [subscriber, sink] of this.subscribers) {
      this.remove(subscriber);
      sink.end();
    }
  }

  private remove(subscriber: PreviewSubscriber): void {
    this.subscribers.delete(subscriber);
    subscriber.close();
  }
}
