import { checkTargetUrl } from './target-address.js';

const codeOf = (url: string, allowPrivate = false): string | null => {
  try {
    checkTargetUrl(url, allowPrivate);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('target addresses', () => {
  it.each([
    'rtmp://live.twitch.tv/app',
    'RTMPS://a.rtmps.youtube.com:443/live2?backup=1',
    'rtmp://ca.pscp.tv:80/x',
    'rtmp://93.184.216.34:5222/app',
    'rtmp://[2606:4700::1111]:1935/app',
    'rtmp://bücher.example/live',
    'rtmp://example.org',
  ])('%s is fine', (url) => {
    expect(codeOf(url)).toBeNull();
  });

  it.each([
    ...[
      'rtmp://127.0.0.1/app',
      'rtmp://localhost/app',
      'rtmp://LOCALHOST./app',
      'rtmp://db.internal/x',
      'rtmp://nas.local/x',
    ],
    ...[
      'rtmp://10.0.0.1/x',
      'rtmp://169.254.169.254/x',
      'rtmp://0.0.0.0/x',
      'rtmp://100.64.0.1/x',
      'rtmp://192.0.2.1/x',
    ],
    ...['rtmp://0x7f.1/x', 'rtmp://2130706433/x', 'rtmp://0177.0.0.1/x', 'rtmp://127.1/x', 'rtmp://１２７.0.0.1/x'],
    ...[
      'rtmp://[::1]/x',
      'rtmp://[::]/x',
      'rtmp://[::ffff:127.0.0.1]/x',
      'rtmp://[::ffff:a00:1]/x',
      'rtmp://[fe80::1]/x',
    ],
    ...['rtmp://[64:ff9b::7f00:1]/x', 'rtmp://[fd00::1]/x', 'rtmp://%31%32%37.0.0.1/x'],
  ])('%s leads inside', (url) => {
    expect(codeOf(url)).toBe('target_address_forbidden');
    expect(codeOf(url, true)).toBeNull();
  });

  it.each([
    'rtmp://example.org:22/x',
    'rtmp://example.org:25/x',
    'rtmps://example.org:1023/x',
    'rtmp://example.org:1/x',
  ])('%s knocks on another service, even where private addresses are allowed', (url) => {
    expect(codeOf(url)).toBe('target_address_forbidden');
    expect(codeOf(url, true)).toBe('target_address_forbidden');
  });

  it.each([
    ...['rtmp://user:pass@example.org/x', 'rtmp://user@example.org/x', 'rtmp://:1935/x', 'rtmp://exa mple/x'],
    ...[
      'rtmp://example.org:0/x',
      'rtmp://example.org:65536/x',
      'rtmp://example.org:abc/x',
      'rtmp://[::1/x',
      'rtmp://a[b]/x',
    ],
    ...['rtmp://example.org?y/x', 'rtmp://example.org#y/x', 'rtmp://example.org:001935/x', 'rtmp://example.org:/x'],
    ...['rtmp://999.1.1.1/x', 'rtmp://[::zz]/x', 'rtmp://example.org\\@127.0.0.1/x', 'rtmp:///x'],
  ])('%s is no address', (url) => {
    expect(codeOf(url, true)).toBe('target_url_invalid');
  });
});
