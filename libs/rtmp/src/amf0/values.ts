/** An AMF0 object or ECMA array: no prototype, so that no key from the wire can reach one. */
export interface AmfObject {
  [key: string]: AmfValue;
}

/** What AMF0 values become. Dates are JavaScript dates, XML documents strings, `unsupported` undefined. */
export type AmfValue = number | boolean | string | null | undefined | Date | AmfObject | AmfValue[];

/** Type markers (Adobe AMF 0, 2.1). */
export const AmfMarker = {
  Number: 0x00,
  Boolean: 0x01,
  String: 0x02,
  Object: 0x03,
  Null: 0x05,
  Undefined: 0x06,
  Reference: 0x07,
  EcmaArray: 0x08,
  ObjectEnd: 0x09,
  StrictArray: 0x0a,
  Date: 0x0b,
  LongString: 0x0c,
  Unsupported: 0x0d,
  XmlDocument: 0x0f,
  TypedObject: 0x10,
  Amf3: 0x11,
} as const;

const ecmaArrays = new WeakSet<object>();

/** Marks an object to be written as an ECMA array, the form in which onMetaData is expected. */
export function ecmaArray(entries: AmfObject): AmfObject {
  ecmaArrays.add(entries);
  return entries;
}

export function isEcmaArray(value: AmfObject): boolean {
  return ecmaArrays.has(value);
}

/** Whether a value is an object with named properties: not null, not an array, not a date. */
export function isAmfObject(value: AmfValue): value is AmfObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
