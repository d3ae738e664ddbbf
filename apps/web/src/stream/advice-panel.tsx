import type { Advice, Session } from '@mid-station/contracts';
import { IconBulb } from '@tabler/icons-react';
import { Panel } from '../design/panel.js';
import { Vacant } from '../design/vacant.js';
import { useText, type Text } from '../language/use-text.js';
import classes from './advice-panel.module.css';

/**
 * What the incoming stream does not share with what a platform asks for, and how to change it. It has its place also while
 * there is nothing to say.
 */
export function AdvicePanel({ session }: { readonly session: Session | null }) {
  const { t } = useText();
  return (
    <Panel title={t('live.adviceTitle')} id="advice">
      <div className={classes.place}>
        {session && session.advice.length > 0 ? (
          <AdviceList session={session} />
        ) : (
          <Vacant>{t(session?.state === 'live' ? 'live.adviceClean' : 'live.adviceNone')}</Vacant>
        )}
      </div>
    </Panel>
  );
}

/** What was found worth changing; one item for each. */
export function AdviceList({ session }: { readonly session: Session }) {
  const text = useText();
  const nameOf = (targetId: string | null) => session.targets.find((target) => target.targetId === targetId)?.name;
  return (
    <ul className={classes.list}>
      {session.advice.map((advice) => (
        <li key={`${advice.targetId} ${advice.code}`} className={classes.item}>
          <IconBulb size={20} aria-hidden className={classes.icon} />
          <span>{adviceSentence(advice, nameOf(advice.targetId), text)}</span>
        </li>
      ))}
    </ul>
  );
}

function adviceSentence({ code, values }: Advice, target: string | undefined, { t, plain }: Text): string {
  const written = (value: number | string | undefined) => (typeof value === 'number' ? plain(value) : value);
  return t(`advice.${code}`, { target, now: written(values.now), limit: written(values.limit) });
}
