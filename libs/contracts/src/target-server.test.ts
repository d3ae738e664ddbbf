import { mayKeepKey } from './target-server.js';

describe('a key that was stored for an address', () => {
  const platform = (...urls: string[]) => ({ servers: urls.map((url) => ({ name: url, url })) });
  const platforms = [
    platform('rtmp://fra.twitch.example/app', 'rtmps://nearest.video.example/app'),
    platform('rtmp://a.youtube.example/live2'),
  ];
  const twitch = 'rtmp://fra.twitch.example/app';

  it.each([
    ['another app of the server', 'rtmp://example.org/app', 'RTMP://EXAMPLE.org:1935/other/?x=1'],
    ['the same server with TLS', 'rtmp://example.org/app', 'rtmps://example.org/app'],
    ['another port of a server with TLS', 'rtmps://example.org/app', 'rtmps://example.org:1936/app'],
    ['another server of the platform', twitch, 'rtmps://nearest.video.example/app'],
    ['the platform’s server with TLS', 'rtmps://nearest.video.example/app', 'rtmps://fra.twitch.example/app'],
    ['the same address of version 6', 'rtmp://[2001:db8::1]/app', 'rtmp://[2001:DB8::1]:1935/live'],
  ])('may go to %s', (_, before, after) => {
    expect(mayKeepKey(before, after, platforms)).toBe(true);
  });

  it.each([
    ['another server', 'rtmp://example.org/app', 'rtmp://example.com/app'],
    ['another port', 'rtmp://example.org/app', 'rtmp://example.org:2935/app'],
    ['a server whose name begins alike', twitch, 'rtmp://fra.twitch.example.org/app'],
    ['a server of another platform', twitch, 'rtmp://a.youtube.example/live2'],
    ['a platform from elsewhere', 'rtmp://example.org/app', twitch],
    ['the same server without TLS', 'rtmps://example.org:1935/app', 'rtmp://example.org/app'],
    ['another address of version 6', 'rtmp://[2001:db8::1]/app', 'rtmp://[2001:db8::2]/app'],
  ])('may not go to %s', (_, before, after) => {
    expect(mayKeepKey(before, after, platforms)).toBe(false);
  });
});
