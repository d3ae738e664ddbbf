import { useEffect, useRef, useState, type RefObject } from 'react';
import { api } from '../api/client.js';
import { PreviewPlayer, type PlayerState } from './preview-player.js';

/** How often the shown delay is renewed, in milliseconds. */
const DELAY_EVERY_MS = 1_000;

/** Plays into the video element for as long as the component is there; `expecting` says whether an encoder feeds it. */
export function usePreviewPlayer(video: RefObject<HTMLVideoElement | null>, expecting: boolean) {
  const [state, setState] = useState<PlayerState>('connecting');
  const player = useRef<PreviewPlayer | null>(null);
  const [behind, setBehind] = useState<number | null>(null);

  useEffect(() => {
    if (!video.current) return;
    const playing = new PreviewPlayer({
      video: video.current,
      address: async () => (await api.call('preview')).url,
      onState: setState,
    });
    player.current = playing;
    const timer = setInterval(() => setBehind(playing.behind), DELAY_EVERY_MS);
    return () => {
      clearInterval(timer);
      playing.close();
    };
  }, [video]);

  useEffect(() => {
    if (player.current) player.current.expecting = expecting;
  }, [expecting]);

  return { state, behind };
}
