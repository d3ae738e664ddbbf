import { type AmfValue, ecmaArray } from '../amf0/values.js';

export interface AmfSample {
  readonly name: string;
  readonly hex: string;
  readonly values: readonly AmfValue[];
}

const object = (entries: Record<string, AmfValue>): Record<string, AmfValue> =>
  Object.assign(Object.create(null) as Record<string, AmfValue>, entries);

/** Forms that we write and read. */
export const AMF_SAMPLES: readonly AmfSample[] = [
  { name: 'numbers', hex: '003ff8000000000000' + '000000000000000000', values: [1.5, 0] },
  { name: 'booleans', hex: '0101' + '0100', values: [true, false] },
  { name: 'a string', hex: '0200046c697665', values: ['live'] },
  { name: 'an empty string', hex: '020000', values: [''] },
  { name: 'UTF-8', hex: '020005c3a9e282ac', values: ['é€'] },
  { name: 'null and undefined', hex: '0506', values: [null, undefined] },
  {
    name: 'an object',
    hex: '03' + '0003617070' + '0200046c697665' + '00016e' + '05' + '000009',
    values: [object({ app: 'live', n: null })],
  },
  { name: 'an empty object', hex: '03000009', values: [object({})] },
  {
    name: 'an ECMA array',
    hex: '0800000001' + '00057769647468' + '004094000000000000' + '000009',
    values: [ecmaArray(object({ width: 1280 }))],
  },
  { name: 'a strict array', hex: '0a00000002' + '0101' + '020001' + '2a', values: [[true, '*']] },
  { name: 'a date', hex: '0b40f86a00000000000000', values: [new Date(100_000)] },
  {
    name: 'nested values',
    hex: '03' + '000161' + '0a00000001' + '03' + '000162' + '0100' + '000009' + '000009',
    values: [object({ a: [object({ b: false })] })],
  },
];

/** Dirty or rare forms that are only read. */
export const AMF_DIRTY_SAMPLES: readonly AmfSample[] = [
  { name: 'an empty body', hex: '', values: [] },
  { name: 'a long string', hex: '0c00000004' + '6c697665', values: ['live'] },
  { name: 'an XML document', hex: '0f00000003' + '3c612f', values: ['<a/'] },
  { name: 'the unsupported marker', hex: '0d', values: [undefined] },
  { name: 'a boolean other than 0 and 1', hex: '0107', values: [true] },
  {
    name: 'a typed object',
    hex: '10' + '000343616d' + '000161' + '05' + '000009',
    values: [object({ a: null })],
  },
  { name: 'an object that ends with the body', hex: '03' + '000161' + '0101', values: [object({ a: true })] },
  {
    name: 'an ECMA array that ends with the body (Envivio)',
    hex: '0800000009' + '000161' + '0101',
    values: [object({ a: true })],
  },
  {
    name: 'an ECMA array with a wrong count',
    hex: '0800000000' + '000161' + '0101' + '000162' + '0100' + '000009' + '05',
    values: [object({ a: true, b: false }), null],
  },
  { name: 'an object that stops after a key', hex: '03' + '000161', values: [object({})] },
  { name: 'a strict array that promises more than there is', hex: '0affffffff' + '0101', values: [[true]] },
  { name: 'an empty key that is no end', hex: '03' + '0000' + '0101' + '000009', values: [object({ '': true })] },
  {
    name: 'a key that names a prototype',
    hex: '03' + '00095f5f70726f746f5f5f' + '0101' + '000009',
    values: [JSON.parse('{"__proto__": true}') as AmfValue],
  },
  { name: 'invalid UTF-8', hex: '020002c328', values: ['\ufffd('] },
];

const nested = (depth: number, open: string): string => open.repeat(depth);

/** Bytes that must be refused. */
export const AMF_VIOLATIONS: readonly { name: string; hex: string }[] = [
  { name: 'a number that is cut off', hex: '003ff8' },
  { name: 'a string past the end', hex: '02000561' },
  { name: 'a string without its length', hex: '0200' },
  { name: 'a long string past the end', hex: '0cffffffff61' },
  { name: 'a string beyond the limit', hex: '0c00010000' + '61'.repeat(0x10000) },
  { name: 'a reference', hex: '070000' },
  { name: 'a reference out of range', hex: '07ffff' },
  { name: 'an AMF3 value', hex: '110a0b01' },
  { name: 'an end marker where a value is due', hex: '09' },
  { name: 'an unknown marker', hex: 'fe' },
  { name: 'a movie clip', hex: '04' },
  { name: 'a date that is cut off', hex: '0b40f86a000000000000' },
  { name: 'a key past the end', hex: '03' + '00ff61' },
  { name: '60,000 nested objects', hex: nested(60_000, '03' + '000161') },
  { name: '60,000 nested strict arrays', hex: nested(60_000, '0a00000001') },
  { name: 'more values than the limit', hex: '05'.repeat(5000) },
  { name: 'a strict array with more elements than the limit', hex: '0a00010000' + '05'.repeat(0x10000) },
];
