import type { home as english } from '../en/home.js';

export const home: typeof english = {
  home: {
    title: 'OBS auf eine Adresse. Du auf allen Plattformen.',
    text: 'Mid-Station nimmt deinen Stream einmal an und bringt ihn unverändert zu jeder Plattform, die du wählst. Es zeigt dir das Livebild und sagt dir in klaren Worten, wie es jedem Ziel geht.',
    start: 'Konto anlegen',
    signIn: 'Anmelden',
    own: 'Läuft auf deinem eigenen Server. Kein Wasserzeichen, kein Umkodieren, kein Dritter.',
    demoTitle: 'Freitagsshow',
    demoLabel: 'Beispiel: ein Stream geht hinaus zu vier Plattformen',
    in: 'OBS',
    points: {
      untouched: {
        title: 'Kein Bild verändert',
        text: 'Die Pakete deines Encoders kommen bei jeder Plattform genau so an, wie du sie gesendet hast. Nichts wird neu kodiert, also wird nichts schlechter.',
      },
      apart: {
        title: 'Eine langsame Plattform stört keine andere',
        text: 'Jedes Ziel hat seine eigene Warteschlange und seine eigenen Versuche. Fällt eines aus, merken die anderen nichts.',
      },
      hold: {
        title: 'Das WLAN fällt aus, die Sendung nicht',
        text: 'Verliert OBS die Verbindung, sehen die Zuschauer dein letztes Bild, bis du zurück bist. Die Plattform beendet die Sendung nicht.',
      },
      truth: {
        title: 'Die Wahrheit, in klaren Worten',
        text: 'Was geschehen ist, woran es meistens liegt und was zu tun ist: für jeden Fehler, den eine Plattform melden kann.',
      },
    },
    stepsTitle: 'In drei Schritten auf Sendung',
    steps: {
      choose: {
        title: 'Plattformen wählen',
        text: 'Twitch, YouTube, Kick, dein eigener Server: jeden Streamschlüssel einmal einfügen.',
      },
      point: { title: 'OBS einstellen', text: 'Eine Serveradresse, ein Streamschlüssel. Sie bleiben, wie sie sind.' },
      live: {
        title: 'Live gehen',
        text: 'Ein Knopf. Einzelne Plattformen schaltest du während der Sendung an und aus.',
      },
    },
  },
};
