import { platformIdSchema, platformSchema, targetUrlSchema } from '@mid-station/contracts';
import { checkTargetUrl } from '../target/target-address.js';
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
});
