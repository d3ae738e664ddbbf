import { type MediaMessage } from '../message/types.js';

/** FLV file header and the zero PreviousTagSize that follows it (FLV 10.1, E.2). */
export function flvHeader(tracks: { readonly audio: boolean; readonly video: boolean }): Buffer {
  throw new Error(`not written yet ${tracks.audio} ${tracks.video}`);
}

/** One FLV tag with its trailing PreviousTagSize (FLV 10.1, E.3 and E.4). A `@setDataFrame` prefix is left out. */
export function flvTag(message: MediaMessage): Buffer {
  throw new Error(`not written yet ${message.type}`);
}
