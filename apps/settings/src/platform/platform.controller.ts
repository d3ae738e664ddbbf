import { AppError, settingsBus, type Platform } from '@mid-station/contracts';
import { Answers, CONFIG } from '@mid-station/service';
import { Controller, Inject } from '@nestjs/common';
import { type SettingsConfig } from '../config.js';
import { checkTargetUrl } from '../target/target-address.js';
import { practicePreset, presets } from './presets.js';

@Controller()
export class PlatformController {
  constructor(@Inject(CONFIG) private readonly config: SettingsConfig) {}

  @Answers(settingsBus.platforms)
  list(): Platform[] {
    const { MIDSTATION_PRACTICE_URL: url, MIDSTATION_ALLOW_PRIVATE_TARGETS: allowPrivate } = this.config;
    return url !== undefined && isUsable(url, allowPrivate) ? [...presets, practicePreset(url)] : [...presets];
  }
}

/** What would be refused as a target is not offered as one. */
function isUsable(url: string, allowPrivate: boolean): boolean {
  try {
    checkTargetUrl(url, allowPrivate);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
