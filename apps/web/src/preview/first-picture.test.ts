import { onFirstPicture } from './first-picture.js';

/** As much of an older browser's video element as is touched. */
class OldVideo extends EventTarget {
  load(): void {
    this.dispatchEvent(new Event('loadeddata'));
  }
}

/** One that tells of each picture on the glass. */
class Video extends OldVideo {
  private waiting: (() => void) | null = null;

  requestVideoFrameCallback(act: () => void): number {
    this.waiting = act;
    return 7;
  }

  cancelVideoFrameCallback(handle: number): void {
    if (handle === 7) this.waiting = null;
  }

  show(): void {
    this.waiting?.();
    this.waiting = null;
  }
}

describe('the first picture', () => {
  let told: number;
  const expectIn = (video: OldVideo): (() => void) =>
    onFirstPicture(video as unknown as HTMLVideoElement, () => (told += 1));
  beforeEach(() => (told = 0));

  it('is told once, when it is on the glass and not when it could be drawn', () => {
    const video = new Video();
    expectIn(video);
    video.load();
    expect(told).toBe(0);
    video.show();
    video.show();
    expect(told).toBe(1);
  });

  it('is told once it could be drawn, where the browser tells no more', () => {
    const video = new OldVideo();
    expectIn(video);
    video.load();
    video.load();
    expect(told).toBe(1);
  });

  it('is not told any more to somebody who stopped waiting', () => {
    const [video, old] = [new Video(), new OldVideo()];
    expectIn(video)();
    expectIn(old)();
    video.show();
    old.load();
    expect(told).toBe(0);
  });
});
