import { Button } from '@mantine/core';
import { IconHandStop, IconMessage2, IconPackage, IconRoute } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { Link } from 'react-router';
import { useRegistration } from '../auth/use-registration.js';
import { DocumentTitle } from '../design/page.js';
import { useText } from '../language/use-text.js';
import classes from './home-page.module.css';
import { Signpost } from './signpost.js';

const points: readonly { key: 'untouched' | 'apart' | 'hold' | 'truth'; icon: ComponentType<{ size: number }> }[] = [
  { key: 'untouched', icon: IconPackage },
  { key: 'apart', icon: IconRoute },
  { key: 'hold', icon: IconHandStop },
  { key: 'truth', icon: IconMessage2 },
];

const steps = ['choose', 'point', 'live'] as const;

/** What this is, for whoever comes by. */
export function HomePage() {
  const { t } = useText();
  const { isOpen } = useRegistration();
  return (
    <div className={classes.page}>
      <DocumentTitle title={t('app.claim')} />
      <section className={classes.hero}>
        <div className={classes.words}>
          <h1 className={classes.title}>{t('home.title')}</h1>
          <p className={classes.text}>{t('home.text')}</p>
          <div className={classes.actions}>
            {isOpen && (
              <Button component={Link} to="/register" size="lg">
                {t('home.start')}
              </Button>
            )}
            <Button component={Link} to="/sign-in" size="lg" variant={isOpen ? 'default' : 'filled'}>
              {t('home.signIn')}
            </Button>
          </div>
          <p className={classes.own}>{t('home.own')}</p>
        </div>
        <Signpost />
      </section>
      <ul className={classes.points}>
        {points.map(({ key, icon: Icon }) => (
          <li key={key} className={classes.point}>
            <span className={classes.icon} aria-hidden>
              <Icon size={24} />
            </span>
            <h2>{t(`home.points.${key}.title`)}</h2>
            <p>{t(`home.points.${key}.text`)}</p>
          </li>
        ))}
      </ul>
      <Steps />
    </div>
  );
}

function Steps() {
  const { t } = useText();
  return (
    <section className={classes.how} aria-labelledby="how">
      <h2 id="how">{t('home.stepsTitle')}</h2>
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <li key={step}>
            <span className={classes.number} aria-hidden>
              {index + 1}
            </span>
            <h3>{t(`home.steps.${step}.title`)}</h3>
            <p>{t(`home.steps.${step}.text`)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
