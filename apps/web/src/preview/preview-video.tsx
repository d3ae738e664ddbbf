import { ActionIcon, Tooltip } from '@mantine/core';
import { codecName } from '@mid-station/contracts';
import { IconMaximize, IconPlayerStopFilled, IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useRef, useState, type ReactNode } from 'react';
import { useText, type Text } from '../language/use-text.js';
import type { EncoderLink } from '../live/encoder.js';
import classes from './preview-panel.module.css';
import type { PlayerState } from './preview-player.js';
import { usePreviewPlayer } from './use-preview-player.js';
import { previewWanted } from './wanted.js';

interface PreviewVideoProps {
  readonly codec: string | null;
  readonly interrupted: boolean;
  readonly encoder: EncoderLink;
}

/** The picture itself, muted until asked. */
export function PreviewVideo({ codec, interrupted, encoder }: PreviewVideoProps) {
  const text = useText();
  const video = useRef<HTMLVideoElement>(null);
  const [muted, setMuted] = useState(true);
  const { state, behind } = usePreviewPlayer(video, !interrupted);
  // While the session moves the encoder is still there: it is the way to the picture that is interrupted.
  const missing = interrupted && encoder === 'gone' && state !== 'playing';
  const words = missing ? text.t('preview.interrupted') : wordsFor(state, codec, text);
  return (
    <>
      <video ref={video} className={classes.video} muted={muted} playsInline aria-label={text.t('preview.video')} />
      <p role="status" className={words ? classes.cover : classes.silent}>
        {words}
      </p>
      <div className={classes.controls}>
        <Control label={text.t(muted ? 'preview.unmute' : 'preview.mute')} onClick={() => setMuted(!muted)}>
          {muted ? <IconVolumeOff size={20} /> : <IconVolume size={20} />}
        </Control>
        <Control label={text.t('preview.stop')} onClick={() => previewWanted.set(false)}>
          <IconPlayerStopFilled size={20} />
        </Control>
        <span className={`${classes.delay} figures`}>
          {state === 'playing' && behind !== null && text.t('preview.delay', { seconds: text.decimal(behind, 1) })}
        </span>
        <Control label={text.t('preview.fullscreen')} onClick={() => void video.current?.requestFullscreen?.()}>
          <IconMaximize size={20} />
        </Control>
      </div>
    </>
  );
}

/** What stands over the picture when there is none. */
function wordsFor(state: PlayerState, codec: string | null, { t }: Text): string | null {
  if (state === 'playing') return null;
  if (state === 'no-player') return t('preview.noPlayer');
  if (state === 'unsupported') return t('preview.unsupported', { codec: codec ? codecName(codec) : t('app.unknown') });
  return t(state === 'connecting' ? 'preview.connecting' : 'preview.reconnecting');
}

interface ControlProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Control({ label, onClick, children }: ControlProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="transparent" size="lg" className={classes.control} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
