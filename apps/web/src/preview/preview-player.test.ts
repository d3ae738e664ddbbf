import { jest } from '@jest/globals';
/** Jest's types leave it out. */
const mocks = import.meta.jest as unknown as { unstable_mockModule(name: string, make: () => object): void };

let isLoading: () => void;
const loading = new Promise<void>((resolve) => (isLoading = resolve));
/** As much of mpegts.js as is touched; it plays nothing by itself. */
const player = { on() {}, attachMediaElement() {}, load: () => isLoading(), play() {}, destroy() {} };
mocks.unstable_mockModule('mpegts.js', () => ({
  default: {
    isSupported: () => true,
    LoggingControl: {},
    Events: {},
    BaseLoader: class {},
    createPlayer: () => player,
  },
}));
const { loadPlayer, PreviewPlayer } = await import('./preview-player.js');

/** A video element that has 0.4 s in hand. */
class Video extends EventTarget {
  currentTime = 0;
  readonly buffered = { length: 1, end: () => this.currentTime + 0.4 };
  readonly paused = false;
  readonly readyState = 0;
}

describe('how far the picture is behind', () => {
  let opened: InstanceType<typeof PreviewPlayer>;
  const video = new Video();

  beforeAll(async () => {
    await loadPlayer();
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    opened = new PreviewPlayer({
      video: video as unknown as HTMLVideoElement,
      address: async () => 'ws://node',
      onState: () => undefined,
    });
    await loading;
  });
  afterAll(() => {
    opened.close();
    jest.useRealTimers();
  });

  const second = async (moves: boolean): Promise<number | null> => {
    for (let look = 0; look < 2; look++) {
      if (moves) video.currentTime += 0.5;
      await jest.advanceTimersByTimeAsync(500);
    }
    return opened.behind;
  };

  it('is told while it moves, and not while it stands, whatever is in hand', async () => {
    expect(await second(false)).toBeNull();
    expect(await second(true)).toBeCloseTo(0.4);
    expect(await second(false)).toBeNull();
    expect(await second(true)).toBeCloseTo(0.4);
  });

  it('is not told any more by a closed player', () => {
    opened.close();
    expect(opened.behind).toBeNull();
  });
});
