import { readFileSync } from 'node:fs';
import { MessageType } from '@mid-station/rtmp';
import { FEED_LOOP_MS } from './feed-file.js';
import { readFlv, type FlvTag } from './flv-reader.js';
import { isStampable, STAMP_OFFSET, type StampedType, withStampRoom } from './stamp.js';

/** A frame of picture or sound with room for a stamp. */
export interface FeedFrame {
  readonly type: StampedType;
  /** Milliseconds from the start of the loop. */
  readonly timestamp: number;
  readonly payload: Buffer;
  readonly stampOffset: number;
}

/** What one publisher sends: the headers once, then the frames over and over. */
export interface Feed {
  readonly headers: readonly FlvTag[];
  readonly frames: readonly FeedFrame[];
  readonly loopMs: number;
  /** Mbit/s of the frames, stamps included, RTMP headers not. */
  readonly megabits: number;
}

/** AMF0 string `@setDataFrame`, with which encoders announce metadata. */
const SET_DATA_FRAME = Buffer.from('\x02\x00\x0d@setDataFrame', 'latin1');

/** Reads a feed from the FLV file that `ensureFeedFile` made. */
export function loadFeed(path: string): Feed {
  const tags = readFlv(readFileSync(path));
  const frames = tags.filter((tag) => tag.timestamp < FEED_LOOP_MS).flatMap(toFrame);
  const bytes = frames.reduce((sum, { payload }) => sum + payload.length, 0);
  return {
    headers: tags.filter(({ type, payload }) => !isStampable(type, payload)).map(asPublished),
    frames,
    loopMs: FEED_LOOP_MS,
    megabits: (bytes * 8) / 1000 / FEED_LOOP_MS,
  };
}

function toFrame({ type, timestamp, payload }: FlvTag): FeedFrame[] {
  if (type === MessageType.Data || !isStampable(type, payload)) return [];
  return [{ type, timestamp, payload: withStampRoom(type, payload), stampOffset: STAMP_OFFSET[type] }];
}

function asPublished(tag: FlvTag): FlvTag {
  if (tag.type !== MessageType.Data) return tag;
  return { ...tag, payload: Buffer.concat([SET_DATA_FRAME, tag.payload]) };
}
