import { Button } from '@mantine/core';
import type { Session } from '@mid-station/contracts';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { Panel } from '../design/panel.js';
import { useStore } from '../design/store.js';
import { useText } from '../language/use-text.js';
import { encoderLink } from '../live/encoder.js';
import { lastEnded } from '../live/live-state.js';
import { useLivePart } from '../live/use-live.js';
import { EndedNotice } from './ended-notice.js';
import { LiveStill } from './live-still.js';
import { noPictureWords, type OnScreen } from './no-picture.js';
import classes from './preview-panel.module.css';
import { loadPlayer } from './preview-player.js';
import { PreviewVideo } from './preview-video.js';
import { previewWanted } from './wanted.js';

/** The live picture in the owner's browser. */
export function PreviewPanel() {
  const { t } = useText();
  const wanted = useStore(previewWanted);
  const session = useLivePart((live) => live && { id: live.id, state: live.state, encoder: encoderLink(live) });
  const codec = useLastCodec();
  const onAir = session?.state === 'live' || session?.state === 'interrupted';
  return (
    <Panel title={t('preview.title')} id="preview">
      <div className={classes.frame}>
        {onAir && wanted ? (
          // A new codec is a new chance for a browser that could not play the old one.
          <PreviewVideo
            key={`${session.id} ${codec}`}
            codec={codec}
            interrupted={session.state === 'interrupted'}
            encoder={session.encoder}
          />
        ) : (
          <Still session={session ?? null} />
        )}
      </div>
    </Panel>
  );
}

/** What the encoder sends, or sent last: for a moment after its return nothing is known, and that is no change. */
function useLastCodec(): string | null {
  const now = useLivePart((live) => live?.publisher?.video?.codec ?? null);
  const [last, setLast] = useState<string | null>(null);
  if (now && now !== last) setLast(now);
  return last;
}

function Still({ session }: { readonly session: (OnScreen & Pick<Session, 'id'>) | null }) {
  const { t } = useText();
  const ended = useStore(lastEnded);
  const state = session?.state;
  if (session && (state === 'live' || state === 'interrupted')) return <PlayButton sessionId={session.id} />;
  return (
    <div className={classes.still}>
      <TestCard />
      {ended && !session ? (
        <EndedNotice session={ended} />
      ) : (
        <div className={classes.card}>
          <p className={classes.words}>{noPictureWords(session, t)}</p>
          <Button component="a" href="#obs" variant="default" size="sm">
            {t('preview.address')}
          </Button>
        </div>
      )}
    </div>
  );
}

function PlayButton({ sessionId }: { readonly sessionId: string }) {
  const { t } = useText();
  const prepare = () => void loadPlayer();
  return (
    <div className={classes.still}>
      <TestCard />
      <LiveStill sessionId={sessionId} className={classes.picture} />
      <Button
        size="lg"
        className={classes.play}
        leftSection={<IconPlayerPlayFilled aria-hidden />}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={() => previewWanted.set(true)}
      >
        {t('preview.play')}
      </Button>
    </div>
  );
}

/** Signs of a station without a picture. */
function TestCard() {
  return (
    <svg
      className={classes.signs}
      viewBox="0 0 320 180"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden
      focusable={false}
    >
      <g fill="none" stroke="currentColor" strokeWidth="1">
        <circle cx="160" cy="90" r="70" />
        <circle cx="160" cy="90" r="45" />
        <path d="M0 90h320M160 0v180M40 0v180M280 0v180M0 30h320M0 150h320M100 0v180M220 0v180" />
      </g>
    </svg>
  );
}
