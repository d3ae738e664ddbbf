import { Button } from '@mantine/core';
import { useState } from 'react';
import classes from './confirm.module.css';
import { Dialog } from './dialog.js';
import { Store, useStore } from './store.js';

interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
}

/** Above every other dialog, which are at 200: a question may come from one of them. */
const Z_INDEX = 250;

const asked = new Store<Question | null>(null);

/** Asks once more before something that cannot be taken back. */
export const confirm = (question: Question): void => asked.set(question);

/** Where the questions of `confirm` appear: once, around the pages. */
export function Confirmation() {
  const question = useStore(asked);
  // While the window closes, it still shows what it asked.
  const [last, setLast] = useState(question);
  if (question && question !== last) setLast(question);
  const close = () => asked.set(null);
  const agree = () => {
    close();
    last?.onYes();
  };
  return (
    <Dialog opened={question !== null} onClose={close} title={last?.title} zIndex={Z_INDEX}>
      <p className={classes.text}>{last?.text}</p>
      <div className={classes.answers}>
        <Button variant="default" onClick={close}>
          {last?.no}
        </Button>
        <Button color="red.6" onClick={agree}>
          {last?.yes}
        </Button>
      </div>
    </Dialog>
  );
}
