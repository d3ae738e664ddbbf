import type { ModalProps } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';

const LoadedDialog = lazy(async () => ({ default: (await import('./loaded-dialog.js')).LoadedDialog }));

export type DialogProps = Pick<
  ModalProps,
  'opened' | 'onClose' | 'title' | 'size' | 'zIndex' | 'closeOnClickOutside' | 'children'
>;

/** A window over the page; its script is loaded when it is first opened. */
export function Dialog(props: DialogProps) {
  const [wanted, setWanted] = useState(props.opened);
  if (props.opened && !wanted) setWanted(true);
  return (
    wanted && (
      <Suspense>
        <LoadedDialog {...props} />
      </Suspense>
    )
  );
}
