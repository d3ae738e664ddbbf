import type { SessionReport } from '@mid-station/contracts';
import { Panel } from '../design/panel.js';
import { PlatformIcon } from '../design/platform-icon.js';
import { problemTextOf } from '../language/error-text.js';
import { formatSpan } from '../language/format.js';
import { useText } from '../language/use-text.js';
import { gapMarks, noticeableGaps, uptime } from './report-figures.js';
import classes from './report-page.module.css';

type TargetReport = SessionReport['targets'][number];

/** What each target lived through. */
export function TargetReports({ report }: { readonly report: SessionReport }) {
  const { t } = useText();
  return (
    <Panel title={t('report.targets')}>
      {report.targets.length === 0 && <p className={classes.none}>{t('report.targetsNone')}</p>}
      <ul className={classes.targets}>
        {report.targets.map((target) => (
          <Target key={target.targetId} report={report} target={target} />
        ))}
      </ul>
    </Panel>
  );
}

function Target({ report, target }: { readonly report: SessionReport; readonly target: TargetReport }) {
  const { t, bytes, percent } = useText();
  const share = percent(uptime(report, target));
  return (
    <li className={classes.target}>
      <div className={classes.head}>
        <PlatformIcon platform={target.platform} />
        <h3 className={classes.name}>{target.name}</h3>
        <span className={`${classes.percent} figures`}>{share}</span>
      </div>
      <div
        className={classes.bar}
        data-empty={target.liveSeconds === 0 || undefined}
        role="img"
        aria-label={t('report.uptimeBar', { name: target.name, percent: share })}
      >
        {gapMarks(report, target).map(({ left, width }) => (
          <span key={left} className={classes.gapMark} style={{ left: `${left * 100}%`, width: `${width * 100}%` }} />
        ))}
      </div>
      <dl className={`${classes.figures} figures`}>
        <Figure label={t('report.liveTime')} value={formatSpan(target.liveSeconds)} />
        <Figure label={t('report.bytes')} value={bytes(target.bytesSent)} />
        <Figure label={t('report.drops')} value={String(target.framesDropped)} />
        <Figure label={t('report.reconnects')} value={String(target.reconnects)} />
      </dl>
      <Gaps target={target} />
    </li>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Gaps({ target }: { readonly target: TargetReport }) {
  const { t, time } = useText();
  const gaps = noticeableGaps(target);
  if (gaps.length === 0) return null;
  const whenOf = ({ from, to }: TargetReport['gaps'][number]) =>
    to
      ? t('report.gap', { at: time(from), length: formatSpan((Date.parse(to) - Date.parse(from)) / 1_000) })
      : t('report.gapOpen', { at: time(from) });
  return (
    <ul className={classes.gaps} aria-label={t('report.gaps')}>
      {gaps.map((gap) => (
        <li key={gap.from}>
          <strong className="figures">{whenOf(gap)}</strong>
          {gap.cause ? problemTextOf(gap.cause, t).message : t('report.gapUnknown')}
        </li>
      ))}
    </ul>
  );
}
