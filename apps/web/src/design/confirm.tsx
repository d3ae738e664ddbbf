import { modals } from '@mantine/modals';

interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
}

/** Asks once more before something that cannot be taken back. */
export function confirm({ title, text, yes, no, onYes }: Question): void {
  modals.openConfirmModal({
    title,
    children: <p>{text}</p>,
    labels: { confirm: yes, cancel: no },
    confirmProps: { color: 'red.6' },
    onConfirm: onYes,
  });
}
