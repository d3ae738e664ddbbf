import { type MediaMessage } from '@mid-station/rtmp';
import { ffmpeg, readFlv } from '@mid-station/rtmp/testing';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isPicture, isSound } from './destination.js';

/** Milliseconds between two pictures of every feed. */
export const PICTURE_MS = 40;

export interface FeedShape {
  readonly size?: string;
  readonly seconds?: number;
  /** Pictures from one keyframe to the next. */
  readonly keyframeEvery?: number;
  readonly sampleRate?: number;
  readonly channels?: number;
}

/** Rounds that show what every round holds. */
const ROUNDS = 4;

/** How much of the feed is missing in what arrived, or came twice, or out of order. */
export interface Losses {
  readonly lost: number;
  readonly repeated: number;
}

/** A small test stream that is sent over and over, and knows every one of its packets. */
export class Feed {
  private readonly pictures: ReadonlyMap<string, number>;
  private readonly sounds: ReadonlyMap<string, number>;

  private constructor(
    readonly file: string,
    messages: readonly MediaMessage[],
  ) {
    this.pictures = placesOf(messages.filter(isPicture));
    this.sounds = placesOf(messages.filter(isSound));
  }

  /** ffmpeg leaves a packet or two out where it begins anew: what is not in every round is not counted. */
  private static async open(file: string): Promise<Feed> {
    const rounds = `${file}.rounds.flv`;
    await ffmpeg(['-stream_loop', String(ROUNDS - 1), '-i', file, '-c', 'copy', '-f', 'flv', rounds]);
    const times = new Map<string, number>();
    for (const { payload } of readFlv(await readFile(rounds))) {
      times.set(hash(payload), (times.get(hash(payload)) ?? 0) + 1);
    }
    return new Feed(
      file,
      readFlv(await readFile(file)).filter(({ payload }) => times.get(hash(payload)) === ROUNDS),
    );
  }

  /** H.264 at 25 pictures a second with noise for sound, so that no two packets are alike. */
  static async make(file: string, shape: FeedShape = {}): Promise<Feed> {
    const { size = '640x360', seconds = 8, keyframeEvery = 50, sampleRate = 48_000, channels = 2 } = shape;
    const picture = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${1000 / PICTURE_MS}`];
    const sound = ['-f', 'lavfi', '-i', `anoisesrc=amplitude=0.1:sample_rate=${sampleRate}`];
    const video = `-c:v libx264 -preset ultrafast -pix_fmt yuv420p -b:v 800k -sc_threshold 0 -g ${keyframeEvery}`;
    const audio = `-c:a aac -b:a 96k -ac ${channels}`;
    const output = ['-t', String(seconds), '-f', 'flv', file];
    await ffmpeg([...picture, ...sound, ...video.split(' '), ...audio.split(' '), ...output]);
    return Feed.open(file);
  }

  /** How many packets of a round are counted. */
  get size(): number {
    return this.pictures.size + this.sounds.size;
  }

  /** Holds what arrived against what is sent, round after round: both tracks, in order of arrival. */
  losses(packets: readonly MediaMessage[]): Losses {
    const pictures = count(packets.filter(isPicture), this.pictures);
    const sounds = count(packets.filter(isSound), this.sounds);
    return { lost: pictures.lost + sounds.lost, repeated: pictures.repeated + sounds.repeated };
  }
}

function placesOf(messages: readonly MediaMessage[]): ReadonlyMap<string, number> {
  const places = new Map(messages.map(({ payload }, place) => [hash(payload), place]));
  if (places.size !== messages.length) throw new Error('two packets of the feed are alike');
  return places;
}

/** A step of more than half a round forward is one back. */
function count(packets: readonly MediaMessage[], places: ReadonlyMap<string, number>): Losses {
  let lost = 0;
  let repeated = 0;
  let before: number | null = null;
  for (const { payload } of packets) {
    const place = places.get(hash(payload));
    if (place === undefined) continue;
    const step: number = before === null ? 1 : (place - before + places.size) % places.size;
    if (step >= 1 && step <= places.size / 2) lost += step - 1;
    else repeated += 1;
    before = place;
  }
  return { lost, repeated };
}

function hash(payload: Buffer): string {
  return createHash('sha1').update(payload).digest('base64');
}
