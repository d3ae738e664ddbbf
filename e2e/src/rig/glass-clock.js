// Runs in the page before its own scripts: notes when somebody presses play, which picture is on the glass when,
// and whether the cover over it was gone before the first one.
// Pictures carry their number in their top row, one bit in each 40 pixels (clock-feed.ts).
(() => {
  const glass = { pressedAt: 0, shown: [], bare: false };
  globalThis.glass = glass;
  const now = () => performance.timeOrigin + performance.now();

  document.addEventListener(
    'click',
    ({ target }) => {
      if (target.closest('button')?.textContent !== 'Watch preview') return;
      Object.assign(glass, { pressedAt: now(), shown: [], bare: false });
    },
    true,
  );

  const canvas = new OffscreenCanvas(16, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  function numberOf(video) {
    context.drawImage(video, 0, 0, video.videoWidth, video.videoHeight / 9, 0, 0, 16, 1);
    const { data } = context.getImageData(0, 0, 16, 1);
    let number = 0;
    for (let bit = 0; bit < 9; bit++) if (data[bit * 4] > 127) number += 2 ** bit;
    return number;
  }

  const followed = new WeakSet();
  function follow(video) {
    followed.add(video);
    const step = (_, { expectedDisplayTime }) => {
      glass.shown.push({ at: performance.timeOrigin + expectedDisplayTime, number: numberOf(video) });
      if (glass.shown.length > 1_000) glass.shown.shift();
      video.requestVideoFrameCallback(step);
    };
    video.requestVideoFrameCallback(step);
  }

  new MutationObserver(() => {
    for (const video of document.querySelectorAll('video')) {
      if (!followed.has(video)) follow(video);
      const cover = video.parentElement.querySelector('[role=status]');
      if (cover.textContent === '' && glass.shown.length === 0) glass.bare = true;
    }
  }).observe(document, { childList: true, subtree: true });
})();
