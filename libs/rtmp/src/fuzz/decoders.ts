import { decodeAmf0 } from '../amf0/decode.js';
import { splitAggregate } from '../chunk/aggregate.js';
import { toRefusal } from '../client/refusal.js';
import { ProtocolViolation } from '../errors.js';
import { parseAacSequenceHeader } from '../flv/aac-config.js';
import { inspectAudio } from '../flv/audio.js';
import { parseAvcSequenceHeader } from '../flv/avc-config.js';
import { HeaderCache } from '../flv/header-cache.js';
import { isMetadata, parseMetadata } from '../flv/metadata.js';
import { flvTag } from '../flv/muxer.js';
import { inspectVideo } from '../flv/video.js';
import { readCommand } from '../message/command.js';
import { readAbort, readSetChunkSize, readWindowAckSize } from '../message/control.js';
import { type MediaType } from '../message/types.js';
import { answerToUserControl } from '../message/user-control.js';
import { ProxyHeaderReader } from '../proxy-protocol/proxy-header.js';
import { ingestHandle } from '../url/ingest-address.js';
import { parseTargetUrl, TargetUrlError } from '../url/target-url.js';
import {
  AGGREGATES,
  AMF_BODIES,
  AUDIO_HEADS,
  COMMANDS,
  CONTROLS,
  HANDSHAKES,
  METADATA,
  PROXY_HEADERS,
  URLS,
  VIDEO_HEADS,
} from './corpus.js';
import { type FuzzedDecoder } from './fuzz.js';
import { inPieces } from './pieces.js';
import { streamDecoders } from './stream-decoders.js';

/** Runs a decoder that may refuse its input with an error of a given class, and names what came out. */
function refusable(
  decode: () => unknown,
  refusal: abstract new (...args: never[]) => Error = ProtocolViolation,
): string {
  try {
    return shape(decode());
  } catch (error) {
    if (error instanceof refusal) return `${error.name} ${error.message.replace(/\d+/g, 'n')}`;
    throw error;
  }
}

/** The kinds of values that came out, not the values: new kinds are worth keeping. */
function shape(value: unknown, depth = 0): string {
  if (Array.isArray(value))
    return `[${value
      .slice(0, 6)
      .map((item) => shape(item, depth + 1))
      .join()}]`;
  if (typeof value !== 'object' || value === null) return typeof value === 'boolean' ? String(value) : typeof value;
  if (depth > 3) return 'deep';
  const entries = Object.entries(value).slice(0, 6);
  return `{${entries.map(([key, item]) => `${key.slice(0, 8)}:${shape(item, depth + 1)}`).join()}}`;
}

const simple = (name: string, corpus: readonly Buffer[], decode: (input: Buffer) => unknown): FuzzedDecoder => ({
  name,
  corpus,
  run: (input) => refusable(() => decode(input)),
});

/** What never refuses: it must not throw at all. */
const total = (name: string, corpus: readonly Buffer[], decode: (input: Buffer) => unknown): FuzzedDecoder => ({
  name,
  corpus,
  run: (input) => shape(decode(input)),
});

/** Every decoder of this library that sees bytes of strangers. */
export const FUZZED_DECODERS: readonly FuzzedDecoder[] = [
  simple('amf0', AMF_BODIES, decodeAmf0),
  simple('command', COMMANDS, (input) => readCommand(20, input)),
  simple('command of type 17', COMMANDS, (input) => readCommand(17, input)),
  simple('refusal', COMMANDS, (input) => toRefusal(readCommand(20, input), ['key']).code),
  simple('set chunk size', CONTROLS, readSetChunkSize),
  simple('abort', CONTROLS, readAbort),
  simple('window acknowledgement size', CONTROLS, readWindowAckSize),
  total('user control', CONTROLS, answerToUserControl),
  simple('aggregate', AGGREGATES, (input) => {
    const types: number[] = [];
    splitAggregate(0, input, ({ type }) => types.push(type));
    return types.length;
  }),
  total('video head', VIDEO_HEADS, (input) => ({ ...inspectVideo(input), trackId: 0 })),
  total('audio head', AUDIO_HEADS, (input) => ({ ...inspectAudio(input), trackId: 0 })),
  total('AVC sequence header', VIDEO_HEADS, parseAvcSequenceHeader),
  total('AAC sequence header', AUDIO_HEADS, parseAacSequenceHeader),
  total('metadata', METADATA, (input) => [isMetadata(input), parseMetadata(input)]),
  total('FLV tag and header cache', [...METADATA, ...VIDEO_HEADS, ...AUDIO_HEADS], (input) => {
    const cache = new HeaderCache();
    const messages = ([8, 9, 18] as MediaType[]).map((type) => ({ type, timestamp: 0, payload: input }));
    return messages.map((message) => [flvTag(message).length > input.length, cache.update(message)]);
  }),
  {
    name: 'PROXY header',
    corpus: PROXY_HEADERS,
    run: (input, random) =>
      refusable(() => {
        const reader = new ProxyHeaderReader();
        const rest = inPieces(input, random).find((piece) => reader.push(piece) !== null);
        return [rest !== undefined, reader.addresses];
      }),
  },
  {
    name: 'target URL',
    corpus: URLS,
    run: (input) => refusable(() => parseTargetUrl(input.toString('latin1')), TargetUrlError),
  },
  total('ingest handle', URLS, (input) => ingestHandle(input.toString('latin1'))),
  ...streamDecoders(HANDSHAKES),
];
