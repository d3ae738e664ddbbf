import { type RelayTarget, settingOptionsSchema } from '@mid-station/contracts';
import { type MediaMessage, MessageType } from '@mid-station/rtmp';
import { type PublisherFeed } from '../publication/publisher-feed.js';
import { Relay } from '../relay.js';
import { type RelayOptions } from '../relay-options.js';
import { FakeDestination } from './fake-destination.js';
import { stream } from './media.js';
import { makeOptions, makeTarget } from './relay-setup.js';
import { VirtualTicker } from './virtual-ticker.js';

/** A relay in virtual time with three destinations that are all a test could wish for. */
export class RelayStage {
  readonly ticker = new VirtualTicker();
  readonly destinations = [new FakeDestination(), new FakeDestination(), new FakeDestination()];
  targets: RelayTarget[] = this.destinations.map((_, index) => makeTarget({ url: `rtmp://fake.example/${index}` }));
  relay!: Relay;
  changes = 0;
  readonly endings: string[] = [];

  setUp(more: Partial<RelayOptions> = {}, options: Record<string, unknown> = {}): Relay {
    this.relay = new Relay(
      makeOptions({
        ticker: this.ticker,
        targets: this.targets,
        options: settingOptionsSchema.parse(options),
        dial: ({ url, key }) => this.destinations[Number(url.at(-1))]!.dial({ url, key }),
        onChange: () => (this.changes += 1),
        onEnded: (reason) => this.endings.push(reason),
        random: () => 0.5,
        ...more,
      }),
    );
    return this.relay;
  }

  /** Plays an encoder's stream in its own time, from its beginning or from where it was left. */
  async play(
    feed: PublisherFeed,
    milliseconds: number,
    { left = 0, start = 0, gop = 50 }: { left?: number; start?: number; gop?: number } = {},
  ): Promise<void> {
    const begun = this.ticker.now;
    const messages = stream({ duration: left + milliseconds, start, gop });
    for (let at = 0; at < milliseconds; at += 20) {
      for (const message of messages) if (message.timestamp - start - left === at) feed.write(message);
      await this.ticker.pass(begun + at + 20 - this.ticker.now);
    }
  }

  states(): string[] {
    return this.relay.status().targets.map(({ state }) => state);
  }

  /** Frames that reached a destination, in order. */
  pictures(index: number): MediaMessage[] {
    return this.destinations[index]!.messages.filter(isPicture);
  }
}

function isPicture({ type, payload }: MediaMessage): boolean {
  return type === MessageType.Video && payload[1] === 1;
}

/** Milliseconds from each message to the next. */
export function steps(messages: readonly MediaMessage[]): number[] {
  return messages.slice(1).map(({ timestamp }, index) => timestamp - messages[index]!.timestamp);
}
