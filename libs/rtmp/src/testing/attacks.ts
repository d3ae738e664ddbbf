import { encodeAmf0 } from '../amf0/encode.js';
import { aggregateEntry } from './aggregates.js';
import { AMF_VIOLATIONS } from './amf0-samples.js';
import { CHUNK_VIOLATIONS } from './chunk-samples.js';
import { chunk, control, uint } from './chunks.js';
import { type TestEncoder } from './test-encoder.js';

/** What an attacker does, the code of the violation that it is, and the attack. */
export type Attack = readonly [name: string, code: string, attack: (encoder: TestEncoder) => void];

/** After the handshake; each must cost the attacker its connection with this violation. */
export const ATTACKS_BEFORE_CONNECT: readonly Attack[] = [
  ...CHUNK_VIOLATIONS.map(({ name, code, bytes }): Attack => [name, code, (encoder) => encoder.send(bytes)]),
  ...AMF_VIOLATIONS.map(({ name, hex }): Attack => [
    `a command with ${name}`,
    hex.length > 120_000 ? 'message_too_large' : 'amf',
    (encoder) => encoder.message(20, Buffer.concat([encodeAmf0('connect', 1), Buffer.from(hex, 'hex')])),
  ]),
  ['a command of AMF3', 'amf', (encoder) => encoder.message(17, Buffer.from('110a0b01', 'hex'))],
  ['a command without a name', 'command', (encoder) => encoder.message(20, encodeAmf0(1))],
  ['an empty command', 'command', (encoder) => encoder.message(20, Buffer.alloc(0))],
  ['connect without an object', 'command', (encoder) => encoder.command('connect', 1, null)],
  ['connect without an app', 'command', (encoder) => encoder.command('connect', 1, { tcUrl: 'x' })],
  ['connect with a number for an app', 'command', (encoder) => encoder.command('connect', 1, { app: 7 })],
  ['an app name of 60,000 bytes', 'amf', (encoder) => encoder.command('connect', 1, { app: 'a'.repeat(60_000) })],
  ['publish before connect', 'command_order', (encoder) => encoder.commandOn(1, 'publish', 1, null, 'key')],
  ['createStream before connect', 'command_order', (encoder) => encoder.command('createStream', 1, null)],
  ['a short Window Acknowledgement Size', 'control_message', (encoder) => encoder.send(control(5, uint(1, 2)))],
  [
    'a second connect',
    'command_order',
    (encoder) => {
      encoder.command('connect', 1, { app: 'a' });
      encoder.command('connect', 2, { app: 'b' });
    },
  ],
  [
    'a flood of createStream',
    'command_rate',
    (encoder) => {
      encoder.command('connect', 1, { app: 'a' });
      for (let id = 2; id < 200; id++) encoder.command('createStream', id, null);
    },
  ],
  [
    'a flood of pings',
    'command_rate',
    (encoder) => {
      for (let id = 0; id < 200; id++) encoder.send(control(4, Buffer.from('000600000000', 'hex')));
    },
  ],
];

/** In an accepted publication; each must cost the attacker its connection, too. */
export const ATTACKS_AFTER_PUBLISH: readonly Attack[] = [
  ['a second publish', 'command_order', (encoder) => encoder.commandOn(1, 'publish', 4, null, 'key')],
  ['a chunk size of 0', 'chunk_size', (encoder) => encoder.send(control(1, uint(0, 4)))],
  [
    'an aggregate with a length past its end',
    'aggregate',
    (encoder) => encoder.message(22, aggregateEntry(9, 0, 'x').fill(0xff, 1, 4)),
  ],
  [
    'a message beyond the limit',
    'message_too_large',
    (encoder) => encoder.send(chunk({ format: 0, id: 4, length: 0xffffff })),
  ],
  [
    'unfinished large messages on many chunk streams',
    'too_many_partial_messages',
    (encoder) => {
      for (let id = 3; id < 40; id++) encoder.send(chunk({ format: 0, id, length: 0x700000 }, Buffer.alloc(128)));
    },
  ],
  [
    'chunks of one byte without end',
    'too_many_chunks',
    (encoder) => {
      encoder.send(control(1, uint(1, 4)));
      encoder.send(chunk({ format: 0, id: 4, length: 0x700000 }, 'a'));
      encoder.send(Buffer.alloc(12_000_000, Buffer.from([0xc4, 0x61])));
    },
  ],
];
