import { FakeTarget } from '../testing/fake-target.js';
import { parseTargetUrl } from '../url/target-url.js';

/** Jest's types leave it out. */
const mocks = import.meta.jest as unknown as { unstable_mockModule(name: string, make: () => object): void };

/** What the name server says, one answer for each question. */
const answers: string[] = [];
mocks.unstable_mockModule('node:dns/promises', () => ({
  lookup: () => Promise.resolve([{ address: answers.shift() ?? '127.0.0.1', family: 4 }]),
}));
const { dial } = await import('./dial.js');

/** 127.0.0.2 stands for an address on the internet, any other for the network within. */
const checkAddress = (ip: string): void => {
  if (ip !== '127.0.0.2') throw new Error('an address of the network within');
};

describe('a name that means another address each time it is asked for', () => {
  it('leads to the address that was checked, and is checked again at the next connection', async () => {
    const target = await FakeTarget.start();
    const attempt = () => {
      const url = parseTargetUrl(`rtmp://rebinding.example:${target.port}/app`);
      return dial({ url, checkAddress }, new AbortController().signal);
    };
    answers.push('127.0.0.2', '127.0.0.1');
    const socket = await attempt().catch((error: unknown) => error);
    // Asked once: a second look-up between the check and the connection would have led to the network within.
    expect(answers).toEqual(['127.0.0.1']);
    expect(socket).toMatchObject({ code: 'connection_refused' });
    await expect(attempt()).rejects.toMatchObject({ code: 'address_forbidden' });
    expect(answers).toEqual([]);
    expect(target.sockets).toEqual([]);
    target.stop();
  });
});
