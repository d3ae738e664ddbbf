import { ConfigError, readConfig } from '@mid-station/service';
import { configSchema } from './config.js';

describe('the configuration of the gateway', () => {
  it.each(['loopback', '10.0.0.0/8', '192.0.2.7, fd00::/8', 'uniquelocal'])('takes %s as trusted proxies', (text) => {
    expect(readConfig(configSchema, { MIDSTATION_TRUSTED_PROXIES: text }).MIDSTATION_TRUSTED_PROXIES).toBe(text);
  });

  it.each([
    ['MIDSTATION_TRUSTED_PROXIES', 'ingress.example.com'],
    ['MIDSTATION_TRUSTED_PROXIES', '10.0.0.0/99'],
    ['MIDSTATION_PUBLIC_RTMP_URL', 'live.example.com:1935'],
    ['MIDSTATION_PUBLIC_RTMPS_URL', 'rtmp://live.example.com'],
  ])('refuses a start with %s=%s, naming the variable', (name, value) => {
    expect(() => readConfig(configSchema, { [name]: value })).toThrow(ConfigError);
    expect(() => readConfig(configSchema, { [name]: value })).toThrow(name);
  });
});
