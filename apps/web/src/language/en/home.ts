/** The page of a visitor. */
export const home = {
  home: {
    title: 'Point OBS at one address. Be on every platform.',
    text: 'Mid-Station takes your stream once and carries it, untouched, to every platform you choose. It shows you the live picture, and says in plain words how each destination is doing.',
    start: 'Create account',
    signIn: 'Sign in',
    own: 'Runs on your own server. No watermark, no transcoding, no third party.',
    demoTitle: 'Friday night show',
    demoLabel: 'Example: one stream going out to four platforms',
    in: 'OBS',
    points: {
      untouched: {
        title: 'Not a frame changed',
        text: 'Your encoder’s packets arrive at every platform exactly as you sent them. Nothing is re-encoded, so nothing gets worse.',
      },
      apart: {
        title: 'One slow platform hurts nobody else',
        text: 'Each destination has its own queue and its own retries. If one is down, the others do not notice.',
      },
      hold: {
        title: 'Wi-Fi drops, the broadcast does not',
        text: 'When OBS loses its connection, viewers keep your last picture until you are back. The platform never ends the show.',
      },
      truth: {
        title: 'The truth, in plain words',
        text: 'What happened, why that usually is, and what to do: for every error a platform can give.',
      },
    },
    stepsTitle: 'Three steps to being live',
    steps: {
      choose: {
        title: 'Choose your platforms',
        text: 'Twitch, YouTube, Kick, your own server: paste each stream key once.',
      },
      point: { title: 'Point OBS here', text: 'One server address, one stream key. It never changes.' },
      live: { title: 'Go Live', text: 'One button. Switch single platforms on and off while you stream.' },
    },
  },
};
