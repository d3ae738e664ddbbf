import type { Session, Setting, TargetCheck } from '@mid-station/contracts';
import { Panel } from '../design/panel.js';
import { ProblemBox } from '../design/problem-box.js';
import { problemText } from '../language/error-text.js';
import { useText } from '../language/use-text.js';
import classes from './unreachable-panel.module.css';
import { usePreflight } from './use-preflight.js';

/** Where the panel is on the page, for links. */
export const UNREACHABLE_ID = 'unreachable';

type Problem = TargetCheck['error'];

interface UnreachablePanelProps {
  readonly session: Session | null;
  readonly settings: readonly Setting[];
}

/** Which targets a stream would not get through to, why that usually is, and what to do; nothing once it is on air. */
export function UnreachablePanel({ session, settings }: UnreachablePanelProps) {
  const { t } = useText();
  const active = settings.find((setting) => setting.active);
  const preflight = usePreflight(active, session !== null);
  const errorOf = (targetId: string): Problem =>
    session ? errorBeforeAir(session, targetId) : (preflight?.checkOf(targetId)?.error ?? null);
  const unreachable = (active?.targets ?? []).flatMap(({ id, name, enabled }) => {
    const error = enabled && errorOf(id);
    return error ? [{ id, name, error }] : [];
  });
  if (unreachable.length === 0) return null;
  return (
    <Panel title={t('preflight.blocked')} id={UNREACHABLE_ID}>
      <ul className={classes.list}>
        {unreachable.map(({ id, name, error }) => {
          const { message, hint } = problemText(error, t);
          return (
            <li key={id}>
              <ProblemBox isRefused message={`${name}: ${message}`} hint={hint} />
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** What the check at Go Live found; on air a target speaks for itself. */
const errorBeforeAir = ({ targets }: Session, id: string): Problem => {
  const status = targets.find(({ targetId }) => targetId === id);
  return status?.state === 'waiting' ? status.lastError : null;
};
