import { ProtocolViolation } from '../errors.js';
import { AMF_DEPTH_MAX, AMF_STRING_BYTES_MAX, AMF_VALUES_MAX } from '../limits.js';
import { AmfMarker, type AmfObject, type AmfValue } from './values.js';

/**
 * Decodes a sequence of AMF0 values up to the end of the body (Adobe AMF 0).
 *
 * Tolerant where the field is dirty: the count of an ECMA array is ignored, and objects may end with the body instead
 * of their end marker. Throws ProtocolViolation (`amf`) for anything that cannot be read, for AMF3 values and
 * references, which no encoder sends in commands, and beyond the limits of depth, size and count.
 */
export function decodeAmf0(body: Buffer): AmfValue[] {
  const reader = new Amf0Reader(body);
  const values: AmfValue[] = [];
  while (!reader.atEnd) values.push(reader.readValue());
  return values;
}

/** Reads AMF0 values one after the other. */
class Amf0Reader {
  private position = 0;
  private depth = 0;
  private values = 0;

  constructor(private readonly body: Buffer) {}

  get atEnd(): boolean {
    return this.position >= this.body.length;
  }

  readValue(): AmfValue {
    if (++this.values > AMF_VALUES_MAX) throw new ProtocolViolation('amf', `more than ${AMF_VALUES_MAX} AMF values`);
    const marker = this.body[this.take(1)]!;
    switch (marker) {
      case AmfMarker.Number:
        return this.body.readDoubleBE(this.take(8));
      case AmfMarker.Boolean:
        return this.body[this.take(1)] !== 0;
      case AmfMarker.String:
        return this.readString(this.body.readUInt16BE(this.take(2)));
      case AmfMarker.LongString:
      case AmfMarker.XmlDocument:
        return this.readString(this.body.readUInt32BE(this.take(4)));
      case AmfMarker.Null:
        return null;
      case AmfMarker.Undefined:
      case AmfMarker.Unsupported:
        return undefined;
      case AmfMarker.Date:
        return this.readDate();
      default:
        return this.nested(marker);
    }
  }

  private nested(marker: number): AmfValue {
    if (++this.depth > AMF_DEPTH_MAX) throw new ProtocolViolation('amf', `AMF nested deeper than ${AMF_DEPTH_MAX}`);
    const value = this.readNested(marker);
    this.depth--;
    return value;
  }

  private readNested(marker: number): AmfValue {
    switch (marker) {
      case AmfMarker.Object:
        return this.readProperties();
      case AmfMarker.EcmaArray:
        this.take(4); // the count: encoders write anything here
        return this.readProperties();
      case AmfMarker.TypedObject:
        this.readString(this.body.readUInt16BE(this.take(2)));
        return this.readProperties();
      case AmfMarker.StrictArray:
        return this.readElements(this.body.readUInt32BE(this.take(4)));
      default:
        throw new ProtocolViolation('amf', `AMF marker ${marker} is not supported`);
    }
  }

  private readProperties(): AmfObject {
    const object = Object.create(null) as AmfObject;
    while (!this.atEnd) {
      const key = this.readString(this.body.readUInt16BE(this.take(2)));
      if (key === '' && this.body[this.position] === AmfMarker.ObjectEnd) {
        this.position++;
        break;
      }
      if (this.atEnd) break;
      object[key] = this.readValue();
    }
    return object;
  }

  private readElements(count: number): AmfValue[] {
    const elements: AmfValue[] = [];
    for (let index = 0; index < count && !this.atEnd; index++) elements.push(this.readValue());
    return elements;
  }

  private readDate(): Date {
    const milliseconds = this.body.readDoubleBE(this.take(8));
    this.take(2); // time zone: reserved, always to be ignored
    return new Date(milliseconds);
  }

  private readString(length: number): string {
    if (length > AMF_STRING_BYTES_MAX) {
      throw new ProtocolViolation('amf', `AMF string of ${length} bytes, at most ${AMF_STRING_BYTES_MAX} are taken`);
    }
    const start = this.take(length);
    return this.body.toString('utf8', start, start + length);
  }

  private take(bytes: number): number {
    const start = this.position;
    if (start + bytes > this.body.length)
      throw new ProtocolViolation('amf', 'AMF value runs past the end of its message');
    this.position = start + bytes;
    return start;
  }
}
