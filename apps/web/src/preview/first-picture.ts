/**
 * Calls `act` once, when the first picture of what the element has just begun to load is on the glass. Returns what stops
 * waiting for it. Without `requestVideoFrameCallback` it is called when the picture could be drawn, a moment earlier.
 */
export function onFirstPicture(video: HTMLVideoElement, act: () => void): () => void {
  if (video.requestVideoFrameCallback) {
    const handle = video.requestVideoFrameCallback(act);
    return () => video.cancelVideoFrameCallback(handle);
  }
  video.addEventListener('loadeddata', act, { once: true });
  return () => video.removeEventListener('loadeddata', act);
}
