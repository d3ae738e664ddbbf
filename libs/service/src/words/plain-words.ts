import { z } from 'zod';

/**
 * What is wrong with a field, as a sentence for whoever filled it in, where its schema has no words of its own. Names no
 * value. Part of an API answer or of the message with which a service does not start.
 */
export function plainWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'This is needed.'
        : `This must be ${KINDS[issue.expected] ?? 'something else'}.`;
    case 'invalid_value':
      return `This must be ${issue.values.length > 1 ? 'one of: ' : ''}${issue.values.join(', ')}.`;
    case 'too_small':
      return `This ${bound(issue.origin, 'least', issue.minimum)}.`;
    case 'too_big':
      return `This ${bound(issue.origin, 'most', issue.maximum)}.`;
    case 'invalid_format':
      return `This must be ${FORMATS[issue.format] ?? 'in another form'}.`;
    default:
      return 'This is not in a form that is understood.';
  }
}

/** From the loading of this module on every schema of the process speaks plainly. */
z.config({ customError: plainWords });

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  url: 'a URL',
  uuid: 'an id as the API gives them',
  datetime: 'a time such as 2026-01-31T20:00:00.000Z',
};

function bound(origin: string, which: 'least' | 'most', limit: number | bigint): string {
  if (origin === 'string') return `must have at ${which} ${limit} characters`;
  if (origin === 'array' || origin === 'set') return `must have at ${which} ${limit} entries`;
  return `must be at ${which} ${limit}`;
}
