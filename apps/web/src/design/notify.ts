import i18next from 'i18next';

interface Message {
  readonly color: string;
  readonly title?: string;
  readonly message: string;
  /** Milliseconds. */
  readonly autoClose: number;
}

/** The list of notifications is loaded beside the first page, not in its way; `app.tsx` draws it. */
export const loadNotifications = () => import('@mantine/notifications');

/** Says that an act failed and why. Stays long: a streamer looks elsewhere. */
export const notifyFailure = (title: string, message: string): void =>
  show({ color: 'red.6', title, message, autoClose: 12_000 });

export const notifyDone = (message: string): void => show({ color: 'green.6', message, autoClose: 4_000 });

function show(message: Message): void {
  const closeButtonProps = { 'aria-label': i18next.t('app.close') };
  void loadNotifications().then(({ notifications }) =>
    notifications.show({ ...message, withBorder: true, closeButtonProps }),
  );
}
