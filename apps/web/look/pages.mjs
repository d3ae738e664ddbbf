/** Everything worth looking at: where it is, who looks, what the API answers there, and what is pressed first. */

/** Stands for the picture of a stream. */
const STILL = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360">
  <rect width="640" height="360" fill="#274060"/><rect y="230" width="640" height="130" fill="#7a5c3e"/>
  <circle cx="320" cy="150" r="62" fill="#e0b089"/><path d="M190 360c0-90 60-130 130-130s130 40 130 130" fill="#b33a3a"/>
  <rect x="40" y="40" width="150" height="90" fill="#f2d479"/></svg>`;

const open = (name) => async (page) => {
  await page.getByRole('button', { name }).first().click();
  await page.getByRole('dialog').waitFor();
};

async function beginFactor(page) {
  await open('Set up second factor')(page);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Password' }).fill('correct horse');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByLabel('Code from the app').waitFor();
}

export function scenes(fixtures) {
  const { aSession, slowSession, waitingSession, interruptedSession, refusedSession, movingSession, endedSession } =
    fixtures;
  const offline = { 'GET /live': null, events: { session: null } };
  const nothing = { ...offline, 'GET /settings': [], 'GET /sessions': [] };
  const events = (session, before) => ({ 'GET /live': session, events: { session, before } });
  return [
    { name: 'home', path: '/', visitor: true },
    { name: 'home-closed', path: '/', visitor: true, answers: { 'GET /auth/registration': { open: false } } },
    { name: 'sign-in', path: '/sign-in', visitor: true },
    {
      name: 'sign-in-refused',
      path: '/sign-in',
      visitor: true,
      act: async (page) => {
        await page.getByLabel('Handle or e-mail').fill('ada');
        await page.getByRole('textbox', { name: 'Password' }).fill('wrong password');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    { name: 'register', path: '/register', visitor: true },
    {
      name: 'register-invalid',
      path: '/register',
      visitor: true,
      act: (page) => page.getByRole('button', { name: 'Create account' }).click(),
    },
    {
      name: 'register-closed',
      path: '/register',
      visitor: true,
      answers: { 'GET /auth/registration': { open: false } },
    },
    { name: 'sign-in-closed', path: '/sign-in', visitor: true, answers: { 'GET /auth/registration': { open: false } } },
    { name: 'sign-in-german', path: '/sign-in', visitor: true, locale: 'de-DE' },
    { name: 'stream-live', path: '/stream', answers: events(aSession) },
    { name: 'stream-live-german', path: '/stream', answers: events(aSession), locale: 'de-DE' },
    { name: 'stream-slow', path: '/stream', answers: events(slowSession) },
    { name: 'account-german', path: '/account', locale: 'de-DE' },
    { name: 'stream-waiting', path: '/stream', answers: events(waitingSession) },
    { name: 'stream-interrupted', path: '/stream', answers: events(interruptedSession, aSession) },
    { name: 'stream-refused', path: '/stream', answers: events(refusedSession, aSession) },
    { name: 'stream-moving', path: '/stream', answers: events(movingSession, aSession) },
    { name: 'stream-ended', path: '/stream', answers: { ...offline, events: { session: endedSession } } },
    { name: 'stream-offline', path: '/stream', answers: offline },
    { name: 'stream-first-run', path: '/stream', answers: nothing },
    { name: 'stream-link-lost', path: '/stream', answers: { ...events(aSession), events: null }, settle: 2_000 },
    {
      name: 'stream-failed',
      path: '/stream',
      answers: { ...offline, 'POST /live': fixtures.aProblem('no_capacity', 'No ingest node is free right now.') },
      act: async (page) => {
        await page.getByRole('button', { name: 'Go Live' }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    {
      name: 'stream-toggle-refused',
      path: '/stream',
      answers: {
        ...offline,
        [`PATCH /targets/${fixtures.aTarget.id}`]: fixtures.aProblem('unavailable', 'A part of Mid-Station is away.'),
      },
      act: async (page) => {
        const toggle = page.getByRole('switch', { name: 'Stream to Twitch' });
        await toggle.click({ force: true });
        await page.getByRole('alert').waitFor();
        // The switch goes back.
        await page.getByRole('switch', { name: 'Stream to Twitch', checked: true }).waitFor({ state: 'attached' });
      },
    },
    {
      name: 'stream-error',
      path: '/stream',
      answers: { 'GET /settings': fixtures.aProblem('internal', 'A fault on our side.') },
    },
    { name: 'stream-loading', path: '/stream', answers: { 'GET /settings': 'never' }, loading: true },
    { name: 'setting-new', path: '/stream', answers: offline, act: open('New setting') },
    { name: 'setting-edit', path: '/stream', answers: offline, act: open('Edit Friday night show') },
    { name: 'target-pick', path: '/stream', answers: offline, act: open('Add target') },
    {
      name: 'target-new',
      path: '/stream',
      answers: offline,
      act: async (page) => {
        await open('Add target')(page);
        await page.getByRole('button', { name: 'Twitch', exact: true }).click();
      },
    },
    { name: 'target-edit', path: '/stream', answers: offline, act: open('Edit Twitch') },
    {
      name: 'target-moved',
      path: '/stream',
      answers: offline,
      act: async (page) => {
        await open('Edit Twitch')(page);
        await page.getByRole('textbox', { name: 'Server URL' }).fill('rtmp://live.example.org/app');
        await page.getByRole('button', { name: 'Save' }).click();
      },
    },
    { name: 'go-offline', path: '/stream', answers: events(aSession), act: open('Go Offline') },
    {
      name: 'menu',
      path: '/stream',
      answers: offline,
      act: (page) => page.getByRole('button', { name: /Account menu/ }).click(),
    },
    { name: 'sessions', path: '/sessions' },
    { name: 'sessions-empty', path: '/sessions', answers: nothing },
    { name: 'report', path: `/sessions/${fixtures.aReport.session.id}` },
    { name: 'nodes', path: '/nodes' },
    { name: 'nodes-empty', path: '/nodes', answers: { 'GET /nodes': [] } },
    { name: 'account', path: '/account' },
    {
      name: 'account-token',
      path: '/account',
      act: async (page) => {
        await page.getByLabel('Token name').fill('Stream deck');
        await page.getByRole('button', { name: 'Make token' }).click();
        await page.getByLabel('New token').waitFor();
      },
    },
    { name: 'factor-scan', path: '/account', act: beginFactor },
    {
      name: 'factor-codes',
      path: '/account',
      act: async (page) => {
        await beginFactor(page);
        await page.getByLabel('Code from the app').fill('123456');
        await page.getByRole('button', { name: 'Switch on' }).click();
        await page.getByRole('button', { name: 'I have kept them' }).waitFor();
      },
    },
    { name: 'not-found', path: '/nowhere', visitor: true },
  ];
}

/** What the API answers unless a scene says otherwise. */
export function usualAnswers(fixtures) {
  return {
    'GET /auth/registration': { open: true },
    'POST /auth/refresh': { accessToken: 'token', expiresIn: 600 },
    'POST /auth/login': fixtures.aProblem('wrong_credentials', 'Handle, e-mail or password is wrong.'),
    'GET /me': fixtures.aUser,
    'GET /me/tokens': fixtures.tokens,
    'GET /me/second-factor': fixtures.secondFactor,
    'POST /me/second-factor': fixtures.aSecondFactorSetup,
    'PUT /me/second-factor': fixtures.recoveryCodes,
    'GET /me/sign-ins': fixtures.signIns,
    'GET /me/audit': fixtures.auditEvents,
    'POST /me/tokens': fixtures.aCreatedToken,
    'GET /ingest': fixtures.anIngest,
    'GET /platforms': fixtures.platforms,
    'GET /settings': [fixtures.aSetting, fixtures.otherSetting],
    'GET /live': fixtures.aSession,
    'GET /live/still': { svg: STILL },
    'POST /preflight': fixtures.preflight,
    'GET /sessions': fixtures.sessions,
    [`GET /sessions/${fixtures.aReport.session.id}`]: fixtures.aReport,
    'GET /nodes': fixtures.nodes,
    events: { session: fixtures.aSession },
  };
}
