import { FrameGaps } from './frame-gaps.js';

/** Timestamps of frames at a steady rate, in whole milliseconds as encoders write them. */
const steady = (fps: number, frames: number): number[] =>
  Array.from({ length: frames }, (_, frame) => Math.round((frame * 1_000) / fps));

function droppedOf(timestamps: readonly number[]): number {
  const gaps = new FrameGaps();
  for (const [index, at] of timestamps.entries()) if (index > 0) gaps.step(at - timestamps[index - 1]!);
  return gaps.dropped;
}

describe('frames that an encoder left out', () => {
  it.each([24, 25, 29.97, 30, 50, 59.94, 60])('are none at a steady %d frames a second', (fps) => {
    expect(droppedOf(steady(fps, 2_000))).toBe(0);
  });

  it.each([1, 2, 45])('are counted, %d in a row', (left) => {
    const frames = steady(30, 200);
    expect(droppedOf([...frames.slice(0, 100), ...frames.slice(100 + left)])).toBe(left);
  });

  it('are counted in each hole', () => {
    expect(droppedOf(steady(60, 400).filter((_, index) => ![100, 200, 201, 300].includes(index)))).toBe(4);
  });

  it('are none where the rate changes', () => {
    const slower = steady(30, 200).map((at) => at + 3_000);
    expect(droppedOf([...steady(60, 180), ...slower])).toBe(0);
  });

  it('are none where there is no rate', () => {
    const screen = Array.from({ length: 500 }, (_, index) => index * 33 + (index % 7) * 11 + (index % 3) * 9);
    expect(droppedOf(screen)).toBe(0);
  });

  it('are none where the clock goes back', () => {
    expect(droppedOf([...steady(30, 100), ...steady(30, 100)])).toBe(0);
  });
});
