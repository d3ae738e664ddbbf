import { type AmfObject, type AmfValue, isAmfObject } from '../amf0/values.js';
import { TargetError, type TargetErrorCode } from '../errors.js';
import { type Command } from '../message/command.js';
import { LEADS_BACK_DESCRIPTION } from '../via/via.js';

/** What an answer's information object says. */
interface Information {
  readonly level: string;
  readonly code: string;
  readonly description: string;
  readonly redirect: string | undefined;
}

/** The information object of onStatus, _result or _error: the last object among the arguments. */
export function informationOf(command: Command): Information {
  const info = command.args.findLast(isAmfObject) ?? {};
  const extra = info['ex'];
  return {
    level: text(info['level']),
    code: text(info['code']),
    description: text(info['description']),
    redirect: isAmfObject(extra) ? redirectOf(extra) : undefined,
  };
}

function redirectOf(extra: AmfObject): string | undefined {
  return text(extra['redirect']) || undefined;
}

function text(value: AmfValue): string {
  return typeof value === 'string' ? value : '';
}

/** Status codes of servers and platforms, without their `NetStream.` or `NetConnection.` head. */
const CODES: Readonly<Record<string, TargetErrorCode>> = {
  'Publish.Denied': 'key_refused',
  'Publish.Unauthorized': 'key_refused',
  'Publish.AuthFailed': 'key_refused',
  'Publish.InvalidKey': 'key_refused',
  'Connect.InvalidApp': 'app_unknown',
  'Publish.AlreadyPublishing': 'stream_in_use',
  'Publish.InUse': 'stream_in_use',
  'Connect.Closed': 'closed_by_peer',
  'Connect.AppShutdown': 'closed_by_peer',
};

const IN_USE = /already|in use|busy|duplicate|exists/i;
const ABOUT_THE_KEY = /key|stream ?name|auth|credential|token|permission|denied|not allowed/i;
const ABOUT_THE_APP = /(app|application)\b.*(not found|unknown|invalid|not exist)|(invalid|unknown|no such) app/i;

/**
 * Tells refusals apart by status code, and by what the description says where servers use one code for several reasons:
 * nginx-rtmp sends BadName for a stream in use, platforms send it for a wrong key.
 *
 * @param secrets left out of the message, should the server repeat them
 */
export function toRefusal(command: Command, secrets: readonly string[]): TargetError {
  const information = informationOf(command);
  const said = censor([information.code, information.description].filter(Boolean).join(': '), secrets);
  const code = classify(information);
  return new TargetError(code, `The server answered: ${said || command.name}`);
}

function classify({ code, description, redirect }: Information): TargetErrorCode {
  if (redirect !== undefined) return 'redirected';
  if (description === LEADS_BACK_DESCRIPTION) return 'leads_back';
  const short = code.replace(/^Net(Stream|Connection)\./, '');
  if (CODES[short]) return CODES[short];
  if (IN_USE.test(description)) return 'stream_in_use';
  if (short === 'Publish.BadName') return 'key_refused';
  if (short.startsWith('Connect.')) return ABOUT_THE_APP.test(description) ? 'app_unknown' : 'rejected';
  return ABOUT_THE_KEY.test(description) ? 'key_refused' : 'rejected';
}

function censor(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '***')), text);
}
