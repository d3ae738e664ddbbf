import { type Case } from '../cases.js';
import { type Result } from '../measurement.js';

/** What one more target of a session, and one more session without its targets, add to resident memory, in MB. */
export interface MemorySteps {
  readonly contender: string;
  /** Null when the cases it takes were not run. */
  readonly perTargetMb: number | null;
  readonly perSessionMb: number | null;
}

interface Size {
  readonly publishers: number;
  readonly targets: number;
  readonly pssMb: number;
}

/** From the two largest cases that differ in their targets only, and the two that differ in their publishers only. */
export function memorySteps(contender: string, cases: readonly Case[], results: readonly Result[]): MemorySteps {
  const sizes = relayed(contender, cases, results);
  const target = largestPair(sizes, ['publishers', 'targets']);
  const session = largestPair(sizes, ['targets', 'publishers']);
  const perTargetMb = target && target.mb;
  const perSessionMb = session && perTargetMb !== null ? session.mb - session.same * perTargetMb : null;
  return { contender, perTargetMb, perSessionMb };
}

function relayed(contender: string, cases: readonly Case[], results: readonly Result[]): Size[] {
  return cases.flatMap(({ kind, name, publishers, targets }) => {
    const own = results.find((result) => result.case === name && result.contender === contender);
    return kind === 'relay' && own?.measured ? [{ publishers, targets, pssMb: own.measured.pssMb }] : [];
  });
}

/** The slope between the two largest sizes that share `same`, with the value they share. */
function largestPair(
  sizes: readonly Size[],
  [same, varied]: readonly [keyof Size, keyof Size],
): { same: number; mb: number } | null {
  const byVaried = [...sizes].sort((a, b) => b[varied] - a[varied]);
  for (const large of byVaried) {
    const small = byVaried.find((size) => size[same] === large[same] && size[varied] < large[varied]);
    if (small) return { same: large[same], mb: (large.pssMb - small.pssMb) / (large[varied] - small[varied]) };
  }
  return null;
}
