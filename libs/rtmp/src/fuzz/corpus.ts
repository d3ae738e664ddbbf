import { encodeAmf0 } from '../amf0/encode.js';
import { ecmaArray } from '../amf0/values.js';
import { ClientHandshake } from '../handshake/client-handshake.js';
import { command, onStatus } from '../message/command.js';
import { setChunkSize, setPeerBandwidth } from '../message/control.js';
import { pingRequest } from '../message/user-control.js';
import { encodeProxyHeader } from '../proxy-protocol/proxy-header.js';
import { aggregateEntry } from '../testing/aggregates.js';
import { AMF_DIRTY_SAMPLES, AMF_SAMPLES, AMF_VIOLATIONS } from '../testing/amf0-samples.js';
import { CHUNK_SAMPLES, CHUNK_VIOLATIONS } from '../testing/chunk-samples.js';
import { AUDIO_SAMPLES, AVC_HEADERS, VIDEO_SAMPLES } from '../testing/flv-samples.js';
import { chunk, control } from '../testing/chunks.js';

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

const amfSamples = [...AMF_SAMPLES, ...AMF_DIRTY_SAMPLES, ...AMF_VIOLATIONS].map(({ hex }) => bytes(hex));

export const AMF_BODIES = amfSamples.filter(({ length }) => length < 4096);

export const COMMANDS = [
  command('connect', 1, { app: 'ada', tcUrl: 'rtmp://host/ada', flashVer: 'FMLE/3.0' }),
  command('createStream', 2, null),
  command('publish', 3, null, 'key', 'live'),
  command('_result', 1, {}, { level: 'status', code: 'NetConnection.Connect.Success' }),
  command('_error', 1, null, { code: 'NetConnection.Connect.Rejected', ex: { code: 302, redirect: 'rtmp://b' } }),
  onStatus('error', 'NetStream.Publish.BadName', 'no'),
].map(({ payload }) => payload);

export const CONTROLS = [setChunkSize(4096), setPeerBandwidth(1), pingRequest(5)].map(({ payload }) => payload);

export const AGGREGATES = [
  Buffer.concat([aggregateEntry(8, 0xfffffff0, 'audio'), aggregateEntry(9, 0x10, 'video')]),
  aggregateEntry(22, 0, 'inner'),
];

export const VIDEO_HEADS = [...VIDEO_SAMPLES.map(({ hex }) => hex), ...Object.values(AVC_HEADERS)].map(bytes);
export const AUDIO_HEADS = AUDIO_SAMPLES.map(({ hex }) => bytes(hex));

export const METADATA = [
  encodeAmf0('@setDataFrame', 'onMetaData', ecmaArray({ width: 1280, encoder: 'obs' })),
  encodeAmf0('onMetaData'),
];

export const PROXY_HEADERS = [
  encodeProxyHeader({
    sourceAddress: '203.0.113.9',
    sourcePort: 1,
    destinationAddress: '198.51.100.1',
    destinationPort: 2,
  }),
  encodeProxyHeader({ sourceAddress: '2001:db8::1', sourcePort: 1, destinationAddress: '::1', destinationPort: 2 }),
];

export const URLS = [
  'rtmp://a.rtmp.youtube.com/live2?backup=1',
  'rtmps://[2001:db8::1]:443/app/',
  'ada/instance?x=1',
].map((url) => Buffer.from(url));

export const HANDSHAKES = [Buffer.concat([new ClientHandshake().start(), Buffer.alloc(1536), Buffer.from('rest')])];

/** Chunk streams as the parser's tests know them. */
export const CHUNK_STREAMS = [...CHUNK_SAMPLES, ...CHUNK_VIOLATIONS].map((sample) => sample.bytes);

/** What a publisher sends after the handshake. */
export const CONVERSATIONS = [
  Buffer.concat([
    control(1, setChunkSize(512).payload),
    ...COMMANDS.slice(0, 3).map((body) => chunk({ format: 0, id: 3, type: 20, streamId: 1 }, body)),
    chunk({ format: 0, id: 4, type: 18, length: METADATA[0]!.length }, METADATA[0]!),
    chunk({ format: 0, id: 6, type: 9 }, VIDEO_HEADS[0]!),
    chunk({ format: 0, id: 4, type: 8 }, AUDIO_HEADS[0]!),
    chunk({ format: 1, id: 6, type: 9, time: 40 }, VIDEO_HEADS[1]!),
    chunk({ format: 0, id: 7, type: 22 }, AGGREGATES[0]!),
    control(4, pingRequest(1).payload),
  ]),
  ...CHUNK_STREAMS,
];
