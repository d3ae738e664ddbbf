import { platformIdSchema, platformSchema, targetUrlSchema } from '@mid-station/contracts';
import { checkTargetUrl } from '../target/target-address.js';
import { type SettingsConfig } from '../config.js';
import { PlatformController } from './platform.controller.js';
import { practicePreset, presets } from './presets.js';

describe('platform presets', () => {
  it('are there for every platform, once', () => {
    const ids = [...presets, practicePreset('rtmp://127.0.0.1:1/x')].map(({ id }) => id);
    expect([...ids].sort()).toEqual([...platformIdSchema.options].sort());
  });

  it.each(presets.map((preset) => [preset.name, preset] as const))('%s can be used as it is', (_, preset) => {
    expect(platformSchema.parse(preset)).toEqual(preset);
    for (const { url } of preset.servers) {
      expect(targetUrlSchema.parse(url)).toBe(url);
      expect(() => checkTargetUrl(url, false)).not.toThrow();
    }
    if (preset.keyHelpUrl !== null) expect(new URL(preset.keyHelpUrl).protocol).toBe('https:');
  });

  it('are offered only where they may be used: practice on the own machine not where private addresses are refused', () => {
    const offered = (config: Partial<SettingsConfig>): boolean =>
      new PlatformController(config as SettingsConfig).list().some(({ id }) => id === 'practice');
    const practice = { MIDSTATION_PRACTICE_URL: 'rtmp://127.0.0.1:1935/practice' };
    expect(offered({ ...practice, MIDSTATION_ALLOW_PRIVATE_TARGETS: true })).toBe(true);
    expect(offered({ ...practice, MIDSTATION_ALLOW_PRIVATE_TARGETS: false })).toBe(false);
    expect(offered({ MIDSTATION_ALLOW_PRIVATE_TARGETS: true })).toBe(false);
  });
});
