import { useEffect, useRef } from 'react';

/**
 * Gives the focus to the field when its form comes into a dialog. Mantine looks for `data-autofocus` as the dialog opens,
 * when the script of a form may still be on its way. After a turn, so that what had the focus before is noted first.
 */
export function useFirstField() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const turn = setTimeout(() => field.current?.focus());
    return () => clearTimeout(turn);
  }, []);
  return { ref: field, 'data-autofocus': true };
}
