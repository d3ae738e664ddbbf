import { jest } from '@jest/globals';
import {
  ADDRESSES_MAX,
  BLOCK_MS,
  CONNECTION_WINDOW_MS,
  CONNECTIONS_MAX,
  CONNECTIONS_PER_ADDRESS,
  CONNECTIONS_PER_WINDOW,
  REFUSAL_WINDOW_MS,
  REFUSALS_MAX,
  STRANGERS_MAX,
  STRANGERS_PER_ADDRESS,
} from '../limits.js';
import { Gate, type Visit } from './gate.js';

describe('the gate', () => {
  let now: number;
  let gate: Gate;

  beforeEach(() => {
    now = 1_000_000;
    gate = new Gate(1, () => now);
  });

  const enter = (remote: string): Visit => {
    const visit = gate.enter(remote);
    if (typeof visit === 'string') throw new Error(visit);
    return visit;
  };
  const other = (number: number): string => `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;

  it('lets so many strangers of one address in and no more, until one is admitted or leaves', () => {
    const visits = Array.from({ length: STRANGERS_PER_ADDRESS }, () => enter('192.0.2.1'));
    expect(gate.enter('192.0.2.1')).toBe('address_strangers');
    expect(typeof gate.enter('192.0.2.2')).toBe('object');
    visits[0]!.admitted();
    enter('192.0.2.1');
    expect(gate.enter('192.0.2.1')).toBe('address_strangers');
    visits[1]!.leave();
    enter('192.0.2.1');
  });

  it('bounds the connections of one address', () => {
    for (let each = 0; each < CONNECTIONS_PER_ADDRESS; each++) enter('192.0.2.1').admitted();
    expect(gate.enter('192.0.2.1')).toBe('address_full');
  });

  it('bounds how fast one address opens connections', () => {
    for (let each = 0; each < CONNECTIONS_PER_WINDOW; each++) enter('192.0.2.1').leave();
    expect(gate.enter('192.0.2.1')).toBe('address_rate');
    now += CONNECTION_WINDOW_MS;
    enter('192.0.2.1');
  });

  it('bounds strangers, and connections, of all addresses together', () => {
    const strangers = Array.from({ length: STRANGERS_MAX }, (_, each) => enter(other(each)));
    expect(gate.enter('192.0.2.1')).toBe('strangers');
    for (const visit of strangers) visit.admitted();
    for (let each = STRANGERS_MAX; each < CONNECTIONS_MAX; each++) enter(other(each)).admitted();
    expect(gate.enter('192.0.2.1')).toBe('full');
    expect(gate.connectionCount).toBe(CONNECTIONS_MAX);
  });

  it('blocks an address after so many refused publishes, and lets it in again later', () => {
    for (let each = 1; each < REFUSALS_MAX; each++) expect(enter('192.0.2.1').refused()).toBe(false);
    expect(enter('192.0.2.1').refused()).toBe(true);
    expect(gate.enter('192.0.2.1')).toBe('blocked');
    enter('192.0.2.2');
    now += BLOCK_MS;
    enter('192.0.2.1');
  });

  it('forgets refused publishes after a while', () => {
    for (let each = 1; each < REFUSALS_MAX; each++) enter('192.0.2.1').refused();
    now += REFUSAL_WINDOW_MS;
    expect(enter('192.0.2.1').refused()).toBe(false);
  });

  it('multiplies every limit of an address by the factor', () => {
    gate = new Gate(3, () => now);
    for (let each = 0; each < 3 * STRANGERS_PER_ADDRESS; each++) enter('192.0.2.1');
    expect(gate.enter('192.0.2.1')).toBe('address_strangers');
  });

  it('counts right again when everybody has left', () => {
    const visits = Array.from({ length: 10 }, () => enter('192.0.2.1'));
    visits[0]!.admitted();
    for (const visit of visits) visit.leave();
    expect([gate.connectionCount, gate.strangerCount]).toEqual([0, 0]);
  });

  it('remembers a bounded number of addresses', () => {
    for (let each = 0; each < ADDRESSES_MAX + 100; each++) enter(other(each)).leave();
    expect(gate.addressCount).toBe(ADDRESSES_MAX);
  });

  it('goes by a clock that nobody sets', () => {
    const clock = jest.spyOn(Date, 'now');
    gate = new Gate();
    const visit = enter('192.0.2.1');
    for (let refusal = 0; refusal < REFUSALS_MAX; refusal++) visit.refused();
    clock.mockReturnValue(Date.now() + 2 * BLOCK_MS);
    const answer = gate.enter('192.0.2.1');
    clock.mockRestore();
    expect(answer).toBe('blocked');
  });
});
