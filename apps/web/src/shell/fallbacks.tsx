import { Button, Loader } from '@mantine/core';
import { IconMapPinOff, IconMoodSad } from '@tabler/icons-react';
import { Link } from 'react-router';
import { Blank } from '../design/blank.js';
import { DocumentTitle } from '../design/page.js';
import { useText } from '../language/use-text.js';
import classes from './shell.module.css';

export function NotFound() {
  const { t } = useText();
  return (
    <>
      <DocumentTitle title={t('app.notFoundTitle')} />
      <Blank
        heading
        icon={<IconMapPinOff />}
        title={t('app.notFoundTitle')}
        text={t('app.notFoundText')}
        action={
          <Button component={Link} to="/">
            {t('app.notFoundAction')}
          </Button>
        }
      />
    </>
  );
}

/** A fault in the page itself, or a part of it that could not be loaded. */
export function Broken() {
  const { t } = useText();
  return (
    <Blank
      heading
      urgent
      icon={<IconMoodSad />}
      title={t('app.brokenTitle')}
      text={t('app.brokenText')}
      action={<Button onClick={() => window.location.reload()}>{t('app.retry')}</Button>}
    />
  );
}

export function Waiting() {
  const { t } = useText();
  return (
    <div className={classes.waiting}>
      <Loader color="gray" aria-label={t('app.loading')} role="status" />
    </div>
  );
}
