import { settingsBus, type Platform } from '@mid-station/contracts';
import { Answers, CONFIG } from '@mid-station/service';
import { Controller, Inject } from '@nestjs/common';
import { type SettingsConfig } from '../config.js';
import { practicePreset, presets } from './presets.js';

@Controller()
export class PlatformController {
  constructor(@Inject(CONFIG) private readonly config: SettingsConfig) {}

  @Answers(settingsBus.platforms)
  list(): Platform[] {
    const { MIDSTATION_PRACTICE_URL: practiceUrl } = this.config;
    return practiceUrl === undefined ? [...presets] : [...presets, practicePreset(practiceUrl)];
  }
}
