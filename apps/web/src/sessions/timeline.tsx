import type { SessionReport } from '@mid-station/contracts';
import type { TFunction } from 'i18next';
import { Panel } from '../design/panel.js';
import { en } from '../language/en.js';
import { useText } from '../language/use-text.js';
import classes from './report-page.module.css';

type Kind = keyof typeof en.timeline;

const tones: Partial<Record<Kind, string>> = { live: 'air', interrupted: 'bad', failed: 'bad' };

const isKnown = (kind: string): kind is Kind => kind in en.timeline;

/** Everything that happened, in order. */
export function Timeline({ report: { timeline } }: { readonly report: SessionReport }) {
  const { t, time } = useText();
  return (
    <Panel title={t('report.timeline')}>
      <ol className={classes.timeline}>
        {timeline.map(({ at, kind }, index) => (
          <li key={index} className={classes.event} data-tone={isKnown(kind) ? tones[kind] : undefined}>
            <time dateTime={at} className={`${classes.at} figures`}>
              {time(at)}
            </time>
            <span>{kindText(kind, t)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** A kind that this version of the page has no words for is shown as it is called. */
const kindText = (kind: string, t: TFunction): string =>
  isKnown(kind) ? t(`timeline.${kind}`) : kind.replaceAll(/[._]/g, ' ');
