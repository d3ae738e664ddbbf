import { jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { endSilence, PING_INTERVAL_MS } from './silence.js';

const LIMIT_MS = 2_000;

class Client extends EventEmitter {
  isReady = true;
  isOpen = true;
  destroy = jest.fn(() => void this.emit('end'));
  connect = jest.fn(() => Promise.resolve());
}

describe('silence of Redis', () => {
  let client: Client;

  beforeEach(() => {
    jest.useFakeTimers();
    client = new Client().on('error', () => undefined);
    endSilence(client, LIMIT_MS);
    client.emit('ready');
  });
  afterEach(() => jest.useRealTimers());

  it('is none while pings are answered', () => {
    for (let beat = 0; beat < 100; beat++) {
      jest.advanceTimersByTime(PING_INTERVAL_MS);
      client.emit('ping-interval');
    }
    expect(client.destroy).not.toHaveBeenCalled();
  });

  it('ends the connection, once, and another is made', () => {
    jest.advanceTimersByTime(10 * LIMIT_MS);
    expect([client.destroy, client.connect].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });

  it('brings no connection back that is being closed', () => {
    client.isOpen = false;
    jest.advanceTimersByTime(10 * LIMIT_MS);
    expect([client.destroy, client.connect].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
  });

  it('is not looked for while there is no connection', () => {
    client.isReady = false;
    jest.advanceTimersByTime(10 * LIMIT_MS);
    expect(client.destroy).not.toHaveBeenCalled();
  });
});
