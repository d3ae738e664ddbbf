import type { Session } from '@mid-station/contracts';
import { IconBulb } from '@tabler/icons-react';
import { Panel } from '../design/panel.js';
import { useText } from '../language/use-text.js';
import classes from './advice-panel.module.css';

/** What the incoming stream does not share with what a platform asks for, and how to change it. */
export function AdvicePanel({ session }: { readonly session: Session | null }) {
  const { t } = useText();
  if (!session || session.advice.length === 0) return null;
  const nameOf = (targetId: string | null) => session.targets.find((target) => target.targetId === targetId)?.name;
  return (
    <Panel title={t('live.adviceTitle')}>
      <ul className={classes.list}>
        {session.advice.map(({ targetId, code, message }) => (
          <li key={`${targetId} ${code}`} className={classes.item}>
            <IconBulb size={20} aria-hidden className={classes.icon} />
            <span>
              {nameOf(targetId) && <strong>{nameOf(targetId)}: </strong>}
              {message}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
