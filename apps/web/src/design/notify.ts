import i18next from 'i18next';
import { notifications } from '@mantine/notifications';

/** Says that an act failed and why. Stays until read: a streamer looks elsewhere. */
export const notifyFailure = (title: string, message: string): string =>
  notifications.show({
    color: 'red.6',
    title,
    message,
    autoClose: 12_000,
    withBorder: true,
    closeButtonProps: close(),
  });

export const notifyDone = (message: string): string =>
  notifications.show({ color: 'green.6', message, autoClose: 4_000, withBorder: true, closeButtonProps: close() });

const close = () => ({ 'aria-label': i18next.t('app.close') });
