import { decodeAmf0 } from '../amf0/decode.js';
import { encodeAmf0 } from '../amf0/encode.js';
import { type AmfObject, isAmfObject } from '../amf0/values.js';

const SET_DATA_FRAME = encodeAmf0('@setDataFrame');
const ON_META_DATA = encodeAmf0('onMetaData');

/** Body of a data message without the `@setDataFrame` with which publishers wrap it. A view. */
export function unwrapDataFrame(payload: Buffer): Buffer {
  return startsWith(payload, SET_DATA_FRAME) ? payload.subarray(SET_DATA_FRAME.length) : payload;
}

/** Whether a data message is `onMetaData`, bare or wrapped in `@setDataFrame`. */
export function isMetadata(payload: Buffer): boolean {
  return startsWith(unwrapDataFrame(payload), ON_META_DATA);
}

/** Values of an onMetaData message: empty when it carries none, null when it is not one or cannot be read. */
export function parseMetadata(payload: Buffer): Readonly<AmfObject> | null {
  if (!isMetadata(payload)) return null;
  try {
    const [, values] = decodeAmf0(unwrapDataFrame(payload));
    return isAmfObject(values) ? values : {};
  } catch {
    return null; // only shown to people: a stream with unreadable metadata is relayed as it is
  }
}

function startsWith(payload: Buffer, head: Buffer): boolean {
  return payload.length >= head.length && payload.compare(head, 0, head.length, 0, head.length) === 0;
}
