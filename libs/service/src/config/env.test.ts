import { z } from 'zod';
import { ConfigError, envField, readConfig } from './env.js';

const schema = z.object({
  PORT: envField.port().default(80),
  FLAG: envField.flag().default(false),
  URL: envField.url(),
});

describe('configuration from the environment', () => {
  it('is typed, defaulted and frozen', () => {
    const config = readConfig(schema, { PORT: '1935', FLAG: 'true', URL: 'nats://h:1' });
    expect(config).toEqual({ PORT: 1935, FLAG: true, URL: 'nats://h:1' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('counts an empty variable as absent', () => {
    expect(readConfig(schema, { PORT: '', URL: 'nats://h:1' }).PORT).toBe(80);
  });

  it('names every bad variable and shows no value', () => {
    const read = (): unknown => readConfig(schema, { PORT: '99999', FLAG: 'perhaps-a-secret' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/PORT: .*\n {2}FLAG: .*\n {2}URL: /);
    expect(read).not.toThrow(/perhaps-a-secret/);
  });
});
