import { isTargetPort } from './target-port.js';

describe('a target', () => {
  it.each([80, 443, 1024, 1935, 65_535])('may have port %d', (port) => expect(isTargetPort(port)).toBe(true));
  it.each([1, 22, 25, 81, 444, 1023])('may not have port %d', (port) => expect(isTargetPort(port)).toBe(false));
});
