/** The one place that drives ffmpeg. */
export { type Keyframe, stillOf, StillFailed, type StillOptions } from './still/still.js';
