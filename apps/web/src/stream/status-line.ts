import type { Session, Setting } from '@mid-station/contracts';
import type { TFunction } from 'i18next';
import { formatClock } from '../language/format.js';
import { encoderLink } from '../live/encoder.js';
import { problemNow } from '../live/target-words.js';

/** The state in two or three words. */
export function stateWords(session: Session | null, t: TFunction): string {
  if (!session) return t('state.offline');
  if (session.state !== 'interrupted') return t(`state.${session.state}`);
  if (encoderLink(session) !== 'gone') return t('state.away');
  return t(session.publisher?.refusal ? 'state.refused' : 'state.interrupted');
}

/** One or two sentences that say where things stand and what comes next. `now` is the server's time in milliseconds. */
export function statusLine(session: Session | null, settings: readonly Setting[], now: number, t: TFunction): string {
  return session ? sessionLine(session, settings, now, t) : offlineLine(settings, t);
}

function offlineLine(settings: readonly Setting[], t: TFunction): string {
  const active = settings.find((setting) => setting.active);
  if (!active) return t('live.noSetting');
  const enabled = active.targets.filter((target) => target.enabled).length;
  if (enabled === 0) return t('live.noTargets');
  if (active.options.autoLive) return t('live.readyAuto');
  return t('live.ready', { targets: t('live.targets', { count: enabled }) });
}

function sessionLine(session: Session, settings: readonly Setting[], now: number, t: TFunction): string {
  switch (session.state) {
    case 'starting':
      return t('live.starting');
    case 'waiting':
      return waitingLine(session, t);
    case 'live':
      return onAirLine(session, t);
    case 'interrupted':
      return interruptedLine(session, settings, now, t);
    default:
      return t('live.ending');
  }
}

function waitingLine(session: Session, t: TFunction): string {
  if (!session.node) return t('live.starting');
  return t(encoderLink(session) === 'connected' ? 'live.waitingSilent' : 'live.waiting');
}

function onAirLine({ targets }: Session, t: TFunction): string {
  const all = targets.filter(({ state }) => state !== 'off').length;
  if (all === 0) return t('live.onAirNone');
  const live = targets.filter(({ state }) => state === 'live');
  const slow = live.filter(problemNow).length;
  return t(slow > 0 ? 'live.onAirSlow' : 'live.onAir', { all, live: live.length, slow });
}

function interruptedLine(session: Session, settings: readonly Setting[], now: number, t: TFunction): string {
  return [interruptedBy(session, t), graceLine(session, settings, now, t)].filter(Boolean).join(' ');
}

function interruptedBy(session: Session, t: TFunction): string {
  const refusal = session.publisher?.refusal;
  if (refusal) return t(`refusal.${refusal.code}.line`);
  const link = encoderLink(session);
  if (link === 'gone') return t('live.encoderGone');
  return t(link === 'connected' ? 'live.encoderSilent' : 'live.moving');
}

/** What happens meanwhile. A node that has just taken over has no picture yet to hold, and none has a grace of its own. */
function graceLine(session: Session, settings: readonly Setting[], now: number, t: TFunction): string | null {
  if (!session.graceEndsAt || !session.node) return null;
  const left = formatClock(Date.parse(session.graceEndsAt) - now);
  if (encoderLink(session) !== 'gone') return t('live.grace', { left });
  const policy = settings.find(({ id }) => id === session.settingId)?.options.holdPolicy;
  if (policy === 'freeze') return t('live.graceFreeze', { left });
  return policy === 'silent' ? t('live.graceSilent', { left }) : t('live.grace', { left });
}
