import { authBus } from './auth.js';
import { fillSubject, type Rpc, type Signal } from './define.js';
import { liveBus } from './live.js';
import { nodeBus } from './node.js';
import { settingsBus } from './settings.js';

interface Part {
  readonly asks: readonly Rpc[];
  readonly answers: readonly Rpc[];
  readonly states: readonly Signal[];
  readonly hears: readonly Signal[];
}

const { announcement, report, counters, samples, ...nodeQuestions } = nodeBus;
const { ingestChanged, accessEnded, userDeleted, ...authQuestions } = authBus;
const { changed, ...settingsQuestions } = settingsBus;
const { nodeSuspected, sessionChanged, stats, ...liveQuestions } = liveBus;
/** Questions whose answers hold sealed target keys or decide who may publish: for those who stream, not for the gateway. */
const { activePlan, plan, revisions, ...settingsForPeople } = settingsQuestions;
const { ingestIdentity, ingestIdentityByHandle, deleted, ...authForPeople } = authQuestions;
const { isLive, knock, takePlace, ...liveForPeople } = liveQuestions;

/** What each part of the installation says and hears on the bus, and nothing more: the ground of its NATS permissions. */
export const busParts = {
  auth: {
    asks: [],
    answers: Object.values(authQuestions),
    states: [ingestChanged, accessEnded, userDeleted],
    hears: [],
  },
  settings: {
    asks: [isLive, deleted],
    answers: Object.values(settingsQuestions),
    states: [changed],
    hears: [userDeleted],
  },
  orchestrator: {
    asks: [
      ...[activePlan, plan, revisions, settingsQuestions.platforms, ingestIdentity, ingestIdentityByHandle],
      ...[authQuestions.recordAudit, deleted, ...Object.values(nodeQuestions)],
    ],
    answers: Object.values(liveQuestions),
    states: [sessionChanged],
    hears: [announcement, report, counters, samples, nodeSuspected, changed, ingestChanged, userDeleted],
  },
  gateway: {
    asks: [...Object.values(authForPeople), ...Object.values(settingsForPeople), ...Object.values(liveForPeople)],
    answers: [],
    states: [],
    hears: [sessionChanged, stats, userDeleted, accessEnded],
  },
  ingest: {
    asks: [liveQuestions.nodes],
    answers: Object.values(nodeQuestions),
    states: [announcement, report, counters, samples, stats],
    hears: [],
  },
  /** A node that asks for a name and a user of its own, until it has them. */
  newcomer: { asks: [takePlace], answers: [], states: [], hears: [] },
  edge: { asks: [authQuestions.keys, knock], answers: [], states: [nodeSuspected], hears: [] },
} satisfies Record<string, Part>;
export type BusPart = keyof typeof busParts;

export interface BusPermissions {
  readonly publish: string[];
  readonly subscribe: string[];
}

/** The inbox prefix of a user of the bus: answers to its questions go there, and nobody else may listen. */
export function inboxOf(user: string): string {
  return `_INBOX.${user}`;
}

/**
 * Subjects that one user of the bus may use. A node's user has the node's name, and speaks and is spoken to under that only.
 * Answering needs NATS's `allow_responses` beside this.
 */
export function busPermissions(part: BusPart, user: string): BusPermissions {
  const { asks, answers, states, hears }: Part = busParts[part];
  const own: Record<string, string> = part === 'ingest' ? { nodeId: user } : {};
  const said = [
    ...asks.map(({ subject }) => fillSubject(subject)),
    ...states.map((each) => fillSubject(each.subject, own)),
  ];
  const heard = [
    ...answers.map((each) => fillSubject(each.subject, own)),
    ...hears.map(({ subject }) => fillSubject(subject)),
  ];
  return { publish: said, subscribe: [`${inboxOf(user)}.>`, ...heard] };
}
