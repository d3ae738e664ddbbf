import { IconPlugConnectedX } from '@tabler/icons-react';
import { useStore } from '../design/store.js';
import { useText } from '../language/use-text.js';
import classes from './link-notice.module.css';
import { linkState } from './live-state.js';

/** Says that the numbers on the page may be old. It appears with a delay in its style, so that a blink stays unseen. */
export function LinkNotice() {
  const { t } = useText();
  const lost = useStore(linkState) === 'lost';
  return (
    <div role="status" className={classes.place}>
      {lost && (
        <p className={classes.notice}>
          <IconPlugConnectedX size={20} aria-hidden />
          {t('link.lost')}
        </p>
      )}
    </div>
  );
}
