import { ingestHandle } from './ingest-address.js';
import { parseTargetUrl, TargetUrlError } from './target-url.js';

describe('parseTargetUrl', () => {
  it.each([
    ['rtmp://a.rtmp.youtube.com/live2', 'rtmp', 'a.rtmp.youtube.com', 1935, 'live2'],
    ['rtmp://b.rtmp.youtube.com/live2?backup=1', 'rtmp', 'b.rtmp.youtube.com', 1935, 'live2?backup=1'],
    ['rtmps://live-api-s.facebook.com:443/rtmp/', 'rtmps', 'live-api-s.facebook.com', 443, 'rtmp/'],
    [
      'rtmps://fa723fc1b171.global-contribute.live-video.net/app/',
      'rtmps',
      'fa723fc1b171.global-contribute.live-video.net',
      443,
      'app/',
    ],
    ['rtmp://host:1936/app/instance', 'rtmp', 'host', 1936, 'app/instance'],
    ['rtmp://[2001:db8::1]:1940/live', 'rtmp', '2001:db8::1', 1940, 'live'],
    ['rtmps://[::1]/live', 'rtmps', '::1', 443, 'live'],
    ['RTMP://Host/App%20x/?a=b&c=%41', 'rtmp', 'Host', 1935, 'App%20x/?a=b&c=%41'],
    ['rtmp://host', 'rtmp', 'host', 1935, ''],
    ['rtmp://host/', 'rtmp', 'host', 1935, ''],
    ['rtmp://host/app?x=rtmp://other:1/y', 'rtmp', 'host', 1935, 'app?x=rtmp://other:1/y'],
  ])('splits %s', (url, protocol, host, port, app) => {
    expect(parseTargetUrl(url)).toEqual({ protocol, host, port, app, tcUrl: url });
  });

  it.each([
    '',
    'live',
    'http://host/app',
    'rtmp:/host/app',
    'rtmp:///app',
    'rtmp://:1935/app',
    'rtmp://host:0/app',
    'rtmp://host:65536/app',
    'rtmp://host:x/app',
    'rtmp://host:/app',
    'rtmp://user:pass@host/app',
    'rtmp://[::1/app',
    'rtmp://::1/app',
    'rtmp://host/app with space',
    'rtmp://host/app\0',
    'rtmp://host\n/app',
  ])('refuses %j', (url) => {
    expect(() => parseTargetUrl(url)).toThrow(TargetUrlError);
  });
});

describe('ingestHandle', () => {
  it.each([
    ['ada', 'ada'],
    ['ada/', 'ada'],
    ['ada/instance', 'ada'],
    ['ada?backup=1', 'ada'],
    ['', ''],
    ['//ada', 'ada'],
    ['a%64a', 'a%64a'],
  ])('of %j is %j', (app, handle) => expect(ingestHandle(app)).toBe(handle));
});
