/** All that can happen to the stream page, in the order of an unlucky evening, and the words each shows in either language. */

/** So long on air that the clock has its hours, in milliseconds. */
const HOURS_MS = 11 * 3_600_000;

/** A promise that is kept from outside. */
function later() {
  let keep;
  const promise = new Promise((resolve) => (keep = resolve));
  return { promise, keep };
}

export function walk(fixtures, page, answers) {
  const { aReport, aSession, NOW, preflight, problems, publisher, refusedSession, targets } = fixtures;
  const [check, report] = [later(), later()];
  let version = aSession.version;
  const now = () => new Date(NOW).toISOString();

  const status = (index, state, more = {}) => ({
    ...aSession.targets[0],
    targetId: targets[index].id,
    name: targets[index].name,
    platform: targets[index].platform,
    state,
    since: now(),
    ...more,
  });
  const all = (state, more) => targets.map(({ enabled }, index) => status(index, enabled ? state : 'off', more));
  const retry = (attempt) => ({ attempt, nextRetryAt: new Date(NOW + 60_000).toISOString(), bitrateKbps: 0 });
  const failing = (problem, attempt) => ({ ...retry(attempt), lastError: problem });

  const told = (state, more = {}) => {
    const session = { ...aSession, state, version: ++version, advice: [], ...more };
    answers['GET /live'] = session;
    return session;
  };
  const tell = (name, data) => page.evaluate(([event, what]) => window.station.tell(event, what), [name, data]);
  const session = (state, more) => () => tell('session', told(state, more));
  const stats =
    (targets, incoming = publisher) =>
    () =>
      tell('stats', { sessionId: aSession.id, at: now(), publisher: incoming, targets });

  const waiting = { liveSince: null, publisher: null, targets: all('waiting') };
  waiting.targets[3] = status(3, 'waiting', { lastError: preflight[3].error });
  const button = page.locator('main section[data-state] > button');

  /** Every way to fail, four targets at a time; each lot has a number of attempts of its own, which the page shows. */
  const lots = Array.from({ length: Math.ceil(problems.length / 4) }, (_, lot) => problems.slice(lot * 4, lot * 4 + 4));
  const failures = lots.map((lot, number) => ({
    name: `targets fail: ${lot.map(({ code }) => code).join(', ')}`,
    happen: stats([
      ...lot.map((problem, index) => status(index, index % 2 ? 'refused' : 'retrying', failing(problem, 70 + number))),
      ...all('live').slice(lot.length),
    ]),
    words: new RegExp(`(Attempt|Versuch) ${70 + number}\\b`),
  }));

  return {
    begin: async (origin) => {
      answers['POST /preflight'] = check.promise;
      await page.goto(`${origin}/stream`);
    },
    steps: [
      { name: 'the targets are checked', happen: () => {}, words: /Checking|Wird geprüft/ },
      { name: 'the check has an answer', happen: () => check.keep(preflight), words: /Not reachable|Nicht erreichbar/ },
      {
        name: 'Go Live is pressed',
        happen: async () => {
          answers['POST /live'] = told('starting', { ...waiting, targets: [], node: null });
          await button.click();
        },
        words: /getting ready|bereit/,
      },
      {
        name: 'the session waits',
        happen: session('waiting', waiting),
        words: /press “Start Streaming”|Stream starten/,
      },
      {
        name: 'OBS connects',
        happen: session('waiting', { ...waiting, publisher }),
        words: /No picture yet: OBS is connected|Noch kein Bild: OBS ist verbunden/,
      },
      {
        name: 'it sends',
        happen: session('live', { publisher: null, targets: all('connecting') }),
        words: /Nothing found so far|Bisher nichts gefunden/,
      },
      { name: 'numbers come', happen: stats(all('live')), words: /4 of 4|4 von 4/ },
      {
        name: 'the picture is advised upon',
        happen: session('live', { targets: all('live'), advice: aSession.advice }),
        words: /Keyframe Interval|Keyframe-Intervall/,
      },
      ...failures,
      {
        name: 'another attempt is made',
        happen: stats([
          ...all('live').slice(0, 2),
          status(2, 'connecting', { ...failing(problems[0], 99), nextRetryAt: null }),
          ...all('live').slice(3),
        ]),
        words: /(Attempt|Versuch) 99\b/,
      },
      {
        name: 'a target is too slow',
        happen: stats([
          ...all('live').slice(0, 2),
          status(2, 'live', {
            framesDropped: 123_456,
            lastError: problems.find(({ code }) => code === 'too_slow'),
          }),
          ...all('live').slice(3),
        ]),
        words: /1 of them with frames missing|davon 1 mit fehlenden Bildern/,
      },
      {
        name: 'they are live again',
        happen: stats(all('live', { framesDropped: 123_456, reconnects: 1_234 })),
        words: /4 of 4|4 von 4/,
      },
      {
        name: 'OBS drops frames',
        happen: stats(all('live'), { ...publisher, framesDropped: 123_456, bitrateKbps: 912 }),
        words: /123,?456/,
      },
      {
        name: 'OBS is sent away',
        happen: session('interrupted', {
          liveSince: new Date(NOW - HOURS_MS).toISOString(),
          publisher: refusedSession.publisher,
          graceEndsAt: refusedSession.graceEndsAt,
          targets: all('live'),
        }),
        words: /OBS disconnected|OBS getrennt/,
      },
      {
        name: 'OBS is gone',
        happen: session('interrupted', {
          publisher: { ...publisher, connected: false, bitrateKbps: 0 },
          graceEndsAt: refusedSession.graceEndsAt,
          targets: all('live'),
        }),
        words: /OBS lost|OBS verloren/,
      },
      {
        name: 'the node is gone',
        happen: session('interrupted', { node: null, publisher: null, targets: all('live') }),
        words: /moving to another server|wechselt den Server/,
      },
      {
        name: 'another node has it',
        happen: session('interrupted', {
          publisher: null,
          graceEndsAt: refusedSession.graceEndsAt,
          targets: all('waiting'),
        }),
        words: /The session ends in|Die Sendung endet in/,
      },
      {
        name: 'OBS comes along',
        happen: session('interrupted', { graceEndsAt: refusedSession.graceEndsAt, targets: all('connecting') }),
        words: /OBS is connected|OBS ist verbunden/,
      },
      { name: 'OBS is back', happen: session('live', { targets: all('live') }), words: /On air|Auf Sendung/ },
      {
        name: 'the events are cut',
        happen: () => page.evaluate('station.cut()'),
        words: /Connection lost|Verbindung verloren/,
      },
      {
        name: 'the events come again',
        happen: async () => {
          await page.evaluate('station.comeBack()');
          await page.getByText(/Connection lost|Verbindung verloren/).waitFor({ state: 'detached' });
        },
        words: /On air|Auf Sendung/,
      },
      {
        name: 'the session ends',
        happen: session('ending', { targets: all('stopped') }),
        words: /goodbye|verabschiedet/,
      },
      {
        name: 'it has ended',
        happen: () => {
          const ended = told('ended', { endedAt: now(), endReason: 'stopped_by_operator', publisher: null });
          answers['GET /live'] = null;
          return tell('session', ended);
        },
        words: /Your last stream has ended|Deine letzte Sendung/,
      },
      {
        name: 'the report is asked for',
        happen: () => {
          answers[`GET /sessions/${aSession.id}`] = report.promise;
          return page.locator('#preview a[href^="/sessions/"]').click();
        },
        words: /All sessions|Alle Sendungen/,
        elsewhere: true,
      },
      {
        name: 'the report is there',
        happen: () => report.keep(aReport),
        words: /What happened|Was geschah/,
        elsewhere: true,
      },
    ],
  };
}
