import { hashOf } from '../testing/hash.js';
import { readCredentials } from './credentials.js';

const ada = { handle: 'ada', keyHash: hashOf('KEY') };

describe('reading who an encoder says it is', () => {
  it.each([
    ['as documented', 'ada', 'KEY'],
    ['a slash after the app', 'ada/', 'KEY'],
    ['slashes before the app', '//ada', 'KEY'],
    ['a query behind the app', 'ada?user=x', 'KEY'],
    ['a query behind the app and its slash', 'ada/?user=x', 'KEY'],
    ['an upper-case handle', 'Ada', 'KEY'],
    ['an instance name after the handle', 'ada/_definst_', 'KEY'],
    ['a query behind the key', 'ada', 'KEY?bandwidthtest=true'],
    ['a question mark before the key', 'ada', '?KEY'],
    ['a question mark before the key and a query behind it', 'ada', '?KEY&a=b'],
    ['a slash before the key', 'ada', '/KEY'],
    ['spaces around the key', 'ada', ' KEY '],
    ["OBS's decoration of the key", 'ada', 'mp4:KEY'],
    ['a key that ends like a file', 'ada', 'KEY.flv'],
    ['the whole address typed as server, no key', 'ada/KEY', ''],
    ['the whole address typed as server with a slash', 'ada/KEY/', ''],
  ])('takes %s', (_, app, streamName) => {
    expect(readCredentials({ app, streamName })).toEqual(ada);
  });

  it.each([
    ['no handle', '', 'KEY'],
    ['only slashes', '///', 'KEY'],
    ['no key', 'ada', ''],
    ['only a query as key', 'ada', '?'],
    ['a handle that cannot be one', 'a da', 'KEY'],
    ['a handle with a NUL', 'ada\0', 'KEY'],
    ['a handle of ten thousand letters', 'a'.repeat(10_000), 'KEY'],
    ['a key of ten thousand letters', 'ada', 'K'.repeat(10_000)],
  ])('gives nothing for %s', (_, app, streamName) => {
    expect(readCredentials({ app, streamName })).toBeNull();
  });
});
