import { ActionIcon, SegmentedControl, Skeleton, TextInput, Tooltip } from '@mantine/core';
import type { Ingest } from '@mid-station/contracts';
import { IconEye, IconEyeOff, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../api/queries.js';
import { LoadError } from '../design/blank.js';
import { CopyButton } from '../design/copy-button.js';
import { Panel } from '../design/panel.js';
import { useText } from '../language/use-text.js';
import classes from './ingest-panel.module.css';

type Protocol = keyof Ingest['servers'];

/** What goes into OBS. */
export function IngestPanel() {
  const { t } = useText();
  const ingest = useQuery(queries.ingest);
  return (
    <Panel title={t('ingest.title')} text={t('ingest.text')} id="obs">
      {ingest.data ? (
        <Fields ingest={ingest.data} />
      ) : ingest.isError ? (
        <LoadError error={ingest.error} retry={ingest.refetch} />
      ) : (
        <Waiting />
      )}
    </Panel>
  );
}

/** As high as the fields, whose hint takes one line or more. */
function Waiting() {
  const { t } = useText();
  return (
    <div className={classes.fields}>
      <Skeleton height={197} />
      <p className={classes.hint}>{t('ingest.keyWarning')}</p>
    </div>
  );
}

function Fields({ ingest }: { readonly ingest: Ingest }) {
  const { t } = useText();
  const [protocol, setProtocol] = useState<Protocol>('rtmp');
  return (
    <div className={classes.fields}>
      <SegmentedControl
        aria-label={t('ingest.protocol')}
        value={protocol}
        onChange={setProtocol}
        data={[
          { value: 'rtmp', label: 'RTMP' },
          { value: 'rtmps', label: 'RTMPS' },
        ]}
      />
      <div className={classes.row}>
        <TextInput
          readOnly
          label={t('ingest.server')}
          value={ingest.servers[protocol]}
          className={classes.input}
          leftSection={protocol === 'rtmps' ? <IconLock size={18} aria-hidden /> : undefined}
        />
        <CopyButton value={ingest.servers[protocol]} label={t('ingest.copyServer')} />
      </div>
      <KeyRow streamKey={ingest.streamKey} />
      <p className={classes.hint}>{t(protocol === 'rtmps' ? 'ingest.rtmpsHint' : 'ingest.keyWarning')}</p>
    </div>
  );
}

/** The key stays out of the page until somebody asks to see it; copying needs no look. */
function KeyRow({ streamKey }: { readonly streamKey: string }) {
  const { t } = useText();
  const [shown, setShown] = useState(false);
  const label = t(shown ? 'ingest.hideKey' : 'ingest.showKey');
  return (
    <div className={classes.row}>
      <TextInput
        readOnly
        label={t('ingest.key')}
        value={shown ? streamKey : '•'.repeat(24)}
        className={classes.input}
        autoComplete="off"
      />
      <Tooltip label={label}>
        <ActionIcon variant="default" size="input-md" aria-label={label} onClick={() => setShown(!shown)}>
          {shown ? <IconEyeOff size={18} /> : <IconEye size={18} />}
        </ActionIcon>
      </Tooltip>
      <CopyButton value={streamKey} label={t('ingest.copyKey')} />
    </div>
  );
}
