import { type Locator } from 'playwright-core';

/** The parts of a page's `<video>` that a test looks at. */
interface PageVideo {
  getVideoPlaybackQuality(): { totalVideoFrames: number };
  ownerDocument: { createElement(name: 'canvas'): PageCanvas };
}

interface PageCanvas {
  width: number;
  height: number;
  getContext(kind: '2d'): {
    drawImage(source: unknown, x: number, y: number, width: number, height: number): void;
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
}

/** Pictures that the browser has decoded so far. */
export function decodedFrames(video: Locator): Promise<number> {
  return video.evaluate((element) => (element as unknown as PageVideo).getVideoPlaybackQuality().totalVideoFrames);
}

/** How far the brightest point of the picture is above the darkest, 0 to 255: nothing for a black or empty picture. */
export function contrast(video: Locator): Promise<number> {
  return video.evaluate((element) => {
    const canvas = (element as unknown as PageVideo).ownerDocument.createElement('canvas');
    [canvas.width, canvas.height] = [64, 36];
    const context = canvas.getContext('2d');
    context.drawImage(element, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const green = data.filter((_, index) => index % 4 === 1);
    return Math.max(...green) - Math.min(...green);
  });
}
