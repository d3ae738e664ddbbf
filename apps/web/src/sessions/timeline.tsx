import type { SessionReport } from '@mid-station/contracts';
import { Panel } from '../design/panel.js';
import { useText } from '../language/use-text.js';
import { timelineLine, type TimelineLine } from './timeline-text.js';
import classes from './timeline.module.css';

/** Everything that happened, in order. */
export function Timeline({ report: { timeline } }: { readonly report: SessionReport }) {
  const words = useText();
  const { t } = words;
  return (
    <Panel title={t('report.timeline')}>
      <ol className={classes.timeline}>
        {timeline.map((event, index) => {
          const line = timelineLine(event, words);
          return line && <Line key={index} at={event.at} line={line} />;
        })}
      </ol>
    </Panel>
  );
}

function Line({ at, line: { tone, text, detail } }: { readonly at: string; readonly line: TimelineLine }) {
  const { time } = useText();
  return (
    <li className={classes.event} data-tone={tone}>
      <time dateTime={at} className={`${classes.at} figures`}>
        {time(at)}
      </time>
      <span>
        {text}
        {detail && <small className={classes.detail}>{detail}</small>}
      </span>
    </li>
  );
}
