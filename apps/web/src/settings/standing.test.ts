import {
  aSession,
  interruptedSession,
  preflight,
  slowSession,
  targets,
  waitingSession,
} from '../testing/fixtures/index.js';
import { instance } from '../testing/text.js';
import { standingOf } from './standing.js';

describe('how a target stands', () => {
  const found = {
    isChecking: false,
    checkOf: (targetId: string) => preflight.find((check) => check.targetId === targetId),
    checkAgain: async () => null,
  };
  const at = (index: number) => targets[index]!.id;
  const statusIn = (session: typeof waitingSession, index: number) => session.targets[index]!;

  it('is what the check found while nobody is live, and that it runs', () => {
    expect(standingOf(true, at(0), null, found, instance.t)).toMatchObject({ label: 'Reachable', problem: null });
    const blocked = standingOf(true, at(3), null, found, instance.t);
    expect(blocked).toMatchObject({ label: 'Not reachable', problem: { code: 'dns_not_found' } });
    expect(standingOf(true, at(3), null, { ...found, isChecking: true }, instance.t)?.label).toBe('Checking…');
    expect(standingOf(true, at(3), null, null, instance.t)).toBeNull();
  });

  it('is not ready while it waits for the encoder with its way blocked', () => {
    const ready = standingOf(true, at(0), statusIn(waitingSession, 0), null, instance.t);
    expect(ready).toMatchObject({ label: 'Ready', problem: null });
    const blocked = standingOf(true, at(3), statusIn(waitingSession, 3), null, instance.t);
    expect(blocked).toMatchObject({ label: 'Not reachable', tone: 'bad', problem: { code: 'dns_not_found' } });
  });

  it('names what is wrong for as long as it is, also while another attempt runs', () => {
    const refused = statusIn(interruptedSession, 2);
    const problemOf = (state: typeof refused.state) =>
      standingOf(true, at(2), { ...refused, state }, null, instance.t)?.problem?.code ?? null;
    expect([problemOf('refused'), problemOf('retrying'), problemOf('connecting')]).toEqual(
      Array.from({ length: 3 }, () => 'key_refused'),
    );
    expect(problemOf('live')).toBeNull();
  });

  it('is live but not well while frames are left out', () => {
    const slow = standingOf(true, at(1), statusIn(slowSession, 1), null, instance.t);
    expect(slow).toMatchObject({ tone: 'busy', label: 'Live', problem: { code: 'too_slow' } });
    const well = standingOf(true, at(1), statusIn(aSession, 1), null, instance.t);
    expect(well).toMatchObject({ tone: 'ok', label: 'Live', problem: null });
  });

  it('is off as soon as it is switched off, whatever it still sends', () => {
    expect(standingOf(false, at(0), statusIn(interruptedSession, 0), null, instance.t)?.label).toBe('Off');
  });
});
