import type { SessionState } from '@mid-station/contracts';

/** Where a session may go from each state. `ended` is reached through `ending` only, so that its node was told. */
const successors: Record<SessionState, readonly SessionState[]> = {
  starting: ['waiting', 'ending', 'failed'],
  waiting: ['live', 'ending'],
  live: ['interrupted', 'ending'],
  interrupted: ['live', 'ending'],
  ending: ['ended'],
  ended: [],
  failed: [],
};

/** A transition that the design does not know: a bug of ours, never a user's mistake. */
export class IllegalTransition extends Error {
  override readonly name = 'IllegalTransition';
}

export function isLegal(from: SessionState, to: SessionState): boolean {
  return successors[from].includes(to);
}

/** @throws IllegalTransition */
export function assertLegal(from: SessionState, to: SessionState): void {
  if (!isLegal(from, to)) throw new IllegalTransition(`a session cannot go from ${from} to ${to}`);
}

export const isFinished = (state: SessionState): boolean => successors[state].length === 0;

/** On its way or streaming: what edits, moves and reports apply to. */
export const isHosted = (state: SessionState): boolean =>
  state === 'waiting' || state === 'live' || state === 'interrupted';
