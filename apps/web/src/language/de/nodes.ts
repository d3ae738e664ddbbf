import type { nodes as english } from '../en/nodes.js';

export const nodes: typeof english = {
  nodes: {
    title: 'Knoten',
    text: 'Jeder Knoten nimmt Sendungen auf eigenen Ports auf.',
    emptyTitle: 'Kein Knoten meldet sich',
    emptyText: 'Niemand kann live gehen, bis ein Knoten läuft.',
    forbiddenTitle: 'Nur für Betreiber',
    forbiddenText: 'Dein Konto darf die Knoten dieser Installation nicht sehen.',
    state: { ready: 'Bereit', draining: 'Leert sich', lost: 'Verloren' },
    load: 'Last',
    sessions: 'Sendungen',
    sessionsOf: '{{count}} von {{capacity}}',
    address: 'Adresse',
    seen: 'Zuletzt gesehen',
    ago: 'vor {{time}}',
    now: 'jetzt',
    drain: 'Leeren',
    drainOf: '{{id}} leeren',
    drainTitle: '{{id}} leeren?',
    drainText_one: 'Er nimmt keine neue Sendung an, gibt seine {{count}} Sendung an andere Knoten ab und beendet sich.',
    drainText_other:
      'Er nimmt keine neue Sendung an, gibt seine {{count}} Sendungen an andere Knoten ab und beendet sich.',
    drainYes: 'Knoten leeren',
    drainFailed: 'Der Knoten wurde nicht geleert',
    drained: '{{id}} gibt seine Sendungen ab.',
    total: 'Kapazität',
    totalOf: '{{used}} von {{all}} Sendungen',
  },
};
