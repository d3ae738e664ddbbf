import { instance } from '../testing/text.js';
import { handleHint } from './handle-hint.js';

it('says how the address ends, of a handle that can be had', () => {
  expect(handleHint(' Ada-99 ', instance.t)).toBe('Your address will end in “/ada-99”.');
  for (const typed of ['', 'ab', 'a b c', 'ada-', 'ädä', 'a/b/c'])
    expect([typed, handleHint(typed, instance.t)]).toEqual([typed, 'Your address will end in your handle.']);
});
