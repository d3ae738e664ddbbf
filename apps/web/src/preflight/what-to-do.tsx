import { Anchor } from '@mantine/core';
import { useText } from '../language/use-text.js';
import { UNREACHABLE_ID } from './unreachable-panel.js';

/** Leads from a target to why it cannot be reached. */
export function WhatToDo() {
  const { t } = useText();
  return (
    <Anchor href={`#${UNREACHABLE_ID}`} size="sm" underline="always">
      {t('preflight.whatToDo')}
    </Anchor>
  );
}
