import { AmfMarker, type AmfObject, type AmfValue, isEcmaArray } from './values.js';

/** Encodes values one after the other as AMF0 (Adobe AMF 0). */
export function encodeAmf0(...values: readonly AmfValue[]): Buffer {
  const parts: Buffer[] = [];
  for (const value of values) encodeValue(value, parts);
  return Buffer.concat(parts);
}

function encodeValue(value: AmfValue, parts: Buffer[]): void {
  if (value === null) parts.push(Buffer.from([AmfMarker.Null]));
  else if (value === undefined) parts.push(Buffer.from([AmfMarker.Undefined]));
  else if (typeof value === 'number') parts.push(encodeNumber(AmfMarker.Number, value));
  else if (typeof value === 'boolean') parts.push(Buffer.from([AmfMarker.Boolean, value ? 1 : 0]));
  else if (typeof value === 'string') encodeString(value, parts);
  else if (value instanceof Date) parts.push(encodeNumber(AmfMarker.Date, value.getTime()), Buffer.alloc(2));
  else if (Array.isArray(value)) encodeStrictArray(value, parts);
  else encodeObject(value, parts);
}

function encodeNumber(marker: number, value: number): Buffer {
  const bytes = Buffer.allocUnsafe(9);
  bytes[0] = marker;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function encodeString(value: string, parts: Buffer[]): void {
  const text = Buffer.from(value, 'utf8');
  if (text.length <= 0xffff) parts.push(Buffer.from([AmfMarker.String]), uint16(text.length), text);
  else parts.push(Buffer.from([AmfMarker.LongString]), uint32(text.length), text);
}

function encodeStrictArray(values: readonly AmfValue[], parts: Buffer[]): void {
  parts.push(Buffer.from([AmfMarker.StrictArray]), uint32(values.length));
  for (const value of values) encodeValue(value, parts);
}

function encodeObject(object: AmfObject, parts: Buffer[]): void {
  const entries = Object.entries(object);
  if (isEcmaArray(object)) parts.push(Buffer.from([AmfMarker.EcmaArray]), uint32(entries.length));
  else parts.push(Buffer.from([AmfMarker.Object]));
  for (const [key, value] of entries) {
    const name = Buffer.from(key, 'utf8');
    parts.push(uint16(name.length), name);
    encodeValue(value, parts);
  }
  parts.push(Buffer.from([0, 0, AmfMarker.ObjectEnd]));
}

function uint16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
