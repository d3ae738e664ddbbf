import { Button, CloseButton } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import type { Session, Setting } from '@mid-station/contracts';
import { IconCheck } from '@tabler/icons-react';
import { useEffect, useId, useState } from 'react';
import { useStore } from '../design/store.js';
import { TargetModal } from '../settings/target-modal.js';
import { usePlatforms } from '../settings/use-settings.js';
import { useText } from '../language/use-text.js';
import { previewWanted } from '../preview/wanted.js';
import classes from './first-run-guide.module.css';
import { currentStep, guideSteps, settingToFill, type GuideStep } from './steps.js';
import { useGuideAct } from './use-guide-act.js';

interface FirstRunGuideProps {
  readonly session: Session | null;
  readonly settings: readonly Setting[];
}

/**
 * Takes a new streamer by the hand until they see themselves. Then it is done for good, and stays only where it is being
 * looked at: it does not go, and pull the page up, under the hand that has just pressed the last button.
 */
export function FirstRunGuide({ session, settings }: FirstRunGuideProps) {
  const { t } = useText();
  const titleId = useId();
  const watching = useStore(previewWanted);
  const [done, setDone] = useLocalStorage({
    key: 'mid-station.guide-hidden',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [open, setOpen] = useState(!done);
  const current = done ? null : currentStep({ settings, session, watching });
  useEffect(() => {
    if (!current) setDone(true);
  }, [current, setDone]);
  if (!open) return null;
  const setting = settingToFill(settings);
  const close = () => {
    setDone(true);
    setOpen(false);
  };
  return (
    <section className={classes.guide} aria-labelledby={titleId}>
      <header className={classes.head}>
        <h2 id={titleId} className={classes.title}>
          {t('guide.title')}
        </h2>
        <CloseButton aria-label={t('guide.hide')} className={classes.close} onClick={close} />
      </header>
      <ol className={classes.steps}>
        {guideSteps.map((step, index) => (
          <Step key={step} {...{ step, current, setting, session }} number={index + 1} />
        ))}
      </ol>
    </section>
  );
}

interface StepProps {
  readonly step: GuideStep;
  readonly number: number;
  /** Null when all are done. */
  readonly current: GuideStep | null;
  /** Undefined before the first is made. */
  readonly setting: Setting | undefined;
  readonly session: Session | null;
}

function Step({ step, number, current, setting, session }: StepProps) {
  const { t } = useText();
  const act = useGuideAct(step, setting);
  const done = !current || guideSteps.indexOf(step) < guideSteps.indexOf(current);
  const now = step === current;
  // Once live there is nothing left to press here: OBS is next.
  const offered = now && !(step === 'obs' && session);
  const [adding, setAdding] = useState(false);
  const { data: platforms } = usePlatforms();
  const chooses = step === 'target' && platforms?.every(({ id }) => id !== 'practice');
  return (
    <li className={classes.step} data-done={done || undefined} aria-current={now ? 'step' : undefined}>
      <span className={classes.number}>
        {done ? <IconCheck size={18} aria-label={t('guide.done')} role="img" /> : number}
      </span>
      <div>
        <p className={classes.name}>{t(`guide.${step}.title`)}</p>
        <div className={classes.more}>
          <p className={classes.text}>{t(chooses ? 'guide.target.choose' : `guide.${step}.text`)}</p>
          <div className={classes.act}>
            {offered && (
              <Button
                size="sm"
                color="dark.9"
                loading={act.pending}
                onClick={chooses ? () => setAdding(true) : act.run}
              >
                {t(chooses ? 'targets.add' : `guide.${step}.action`)}
              </Button>
            )}
          </div>
        </div>
      </div>
      {chooses && setting && (
        <TargetModal settingId={setting.id} target={null} opened={adding} onClose={() => setAdding(false)} />
      )}
    </li>
  );
}
