import {
  aSession,
  aSetting,
  interruptedSession,
  movingSession,
  NOW,
  publisher,
  refusedSession,
  slowSession,
  waitingSession,
} from '../testing/fixtures/index.js';
import { instance } from '../testing/text.js';
import { stateWords, statusLine } from './status-line.js';

describe('what the bar says on air', () => {
  it('is how many targets receive the stream, and how many of them not all of it', () => {
    expect(statusLine(aSession, [aSetting], NOW, instance.t)).toBe('2 of 4 targets are receiving your stream.');
    expect(statusLine(slowSession, [aSetting], NOW, instance.t)).toBe(
      '2 of 4 targets are receiving your stream, 1 of them with frames missing.',
    );
  });
});

describe('what the bar says while no encoder sends', () => {
  const line = (session: typeof interruptedSession, setting = aSetting): string =>
    statusLine(session, [setting], NOW, instance.t);

  it('is that OBS is gone, and what happens meanwhile', () => {
    expect(stateWords(interruptedSession, instance.t)).toBe('OBS lost');
    expect(line(interruptedSession)).toBe('OBS is gone. Viewers keep your last picture for another 1:11.');
    const ending = { ...aSetting, options: { ...aSetting.options, holdPolicy: 'end' as const } };
    expect(line(interruptedSession, ending)).toBe('OBS is gone. The session ends in 1:11 unless it comes back.');
  });

  it('is that the stream moves while no node speaks of OBS, which may be as connected as before', () => {
    const moving = 'Your stream is moving to another server. Leave OBS as it is.';
    expect(stateWords(movingSession, instance.t)).toBe('Interrupted');
    expect(line(movingSession)).toBe(moving);
    const taken = { ...interruptedSession, publisher: null };
    expect(stateWords(taken, instance.t)).toBe('Interrupted');
    expect(line(taken)).toBe(`${moving} The session ends in 1:11 unless it comes back.`);
  });

  it('is that OBS is connected, where it is', () => {
    const silent = { ...interruptedSession, publisher };
    expect(stateWords(silent, instance.t)).toBe('Interrupted');
    expect(line(silent)).toBe(
      'OBS is connected; the stream goes on with its next picture. The session ends in 1:11 unless it comes back.',
    );
  });

  it('is not to start OBS while a session that waits has no node', () => {
    expect(line(waitingSession)).toMatch(/^Everything is ready/);
    expect(line({ ...waitingSession, node: null })).toBe('A server is getting ready for you.');
  });

  it('is that OBS is connected before its first picture, and not to start it', () => {
    expect(line({ ...waitingSession, publisher })).toBe('OBS is connected, but sends nothing yet.');
    expect(line({ ...waitingSession, publisher: interruptedSession.publisher })).toMatch(/^Everything is ready/);
  });

  it('is why OBS was sent away, where it was', () => {
    expect(stateWords(refusedSession, instance.t)).toBe('OBS disconnected');
    expect(line(refusedSession)).toMatch(/^OBS sends more than this installation takes. Viewers keep/);
  });
});
