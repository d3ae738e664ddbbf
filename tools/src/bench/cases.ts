/** A size at which contenders are compared. */
export interface Case {
  readonly name: string;
  /** `relay` copies each publisher to its targets; `splice` passes each on to one server. */
  readonly kind: 'relay' | 'splice';
  readonly publishers: number;
  /** Per publisher. */
  readonly targets: number;
}

export const cases: readonly Case[] = [
  relay(1, 1),
  relay(1, 100),
  relay(1, 400),
  relay(40, 3),
  relay(100, 3),
  { name: 'splice40', kind: 'splice', publishers: 40, targets: 1 },
];

/** What the ratios of a case are to. */
export const REFERENCES: Record<Case['kind'], string> = { relay: 'nginx', splice: 'haproxy' };

/** Streams that reach the sink. */
export function streamsOf({ publishers, targets }: Case): number {
  return publishers * targets;
}

/** A case by its name: one of the list, or any other size as `4x3` or `splice4`. @throws for anything else. */
export function caseNamed(name: string): Case {
  const [, publishers, targets] = /^(\d+)x(\d+)$/.exec(name) ?? [];
  if (publishers && targets) return relay(Number(publishers), Number(targets));
  const [, spliced] = /^splice(\d+)$/.exec(name) ?? [];
  if (spliced) return { name, kind: 'splice', publishers: Number(spliced), targets: 1 };
  throw new Error(`no case is named ${name}: say 40x3 for 40 publishers with 3 targets each, or splice40`);
}

function relay(publishers: number, targets: number): Case {
  return { name: `${publishers}x${targets}`, kind: 'relay', publishers, targets };
}
