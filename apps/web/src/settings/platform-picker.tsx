import type { Platform } from '@mid-station/contracts';
import { PlatformIcon } from '../design/platform-icon.js';
import { useText } from '../language/use-text.js';
import classes from './form.module.css';

interface PlatformPickerProps {
  readonly platforms: readonly Platform[];
  readonly onPick: (platform: Platform) => void;
}

export function PlatformPicker({ platforms, onPick }: PlatformPickerProps) {
  const { t } = useText();
  return (
    <div className={classes.form}>
      <p className={classes.hint}>{t('targets.pick')}</p>
      <div className={classes.tiles}>
        {platforms.map((platform) => (
          <button key={platform.id} type="button" className={classes.tile} onClick={() => onPick(platform)}>
            <PlatformIcon platform={platform.id} />
            {platform.name}
          </button>
        ))}
      </div>
    </div>
  );
}
