import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './advisories.js';

const TODAY = '2026-06-01';
const advisory = (name: string, id: string, severity = 'high') => ({
  via: [{ name, title: 'Bad things', severity, url: `https://github.com/advisories/${id}` }],
});
const report = (vulnerabilities: object): string => JSON.stringify({ auditReportVersion: 2, vulnerabilities });
const NONE = { production: report({}), all: report({}) };
const production = {
  left: advisory('left', 'GHSA-aaaa-aaaa-aaaa'),
  right: advisory('right', 'GHSA-bbbb-bbbb-bbbb', 'low'),
  above: { via: ['left'] },
};
const FOUND = { production: report(production), all: report(production) };
const exception = (id: string, until: string) => ({
  advisory: id,
  reason: 'It is only used with our own input.',
  until,
});

describe('known weaknesses of packages', () => {
  it('are all told of those that run in production', () => {
    expect(judge(FOUND, '[]', TODAY)?.open).toEqual([
      'left: Bad things (high, GHSA-aaaa-aaaa-aaaa)',
      'right: Bad things (low, GHSA-bbbb-bbbb-bbbb)',
    ]);
  });

  it('are told of tools where they are critical, as of packages that were made to do harm', () => {
    const tools = {
      linter: advisory('linter', 'GHSA-dddd-dddd-dddd'),
      builder: advisory('builder', 'GHSA-eeee-eeee-eeee', 'critical'),
    };
    const reports = { production: report({}), all: report(tools) };
    expect(judge(reports, '[]', TODAY)?.open).toEqual(['builder: Bad things (critical, GHSA-eeee-eeee-eeee)']);
  });

  it('are passed over where it is written why, until the day it says', () => {
    const exceptions = [exception('GHSA-aaaa-aaaa-aaaa', '2026-07-01'), exception('GHSA-bbbb-bbbb-bbbb', TODAY)];
    expect(judge(FOUND, JSON.stringify(exceptions), TODAY)).toEqual({
      open: ['right: Bad things (low, GHSA-bbbb-bbbb-bbbb)'],
      excepted: ['left: Bad things (high, GHSA-aaaa-aaaa-aaaa), until 2026-07-01: It is only used with our own input.'],
      idle: [],
    });
  });

  it('that are gone need no exception any more', () => {
    const exceptions = JSON.stringify([exception('GHSA-cccc-cccc-cccc', '2026-07-01')]);
    expect(judge(NONE, exceptions, TODAY)).toEqual({ open: [], excepted: [], idle: ['GHSA-cccc-cccc-cccc'] });
  });

  it('are not known when the registry does not answer', () => {
    const refusal = '{"message":"405 Method Not Allowed"}';
    expect(judge({ ...NONE, production: refusal }, '[]', TODAY)).toBeNull();
    expect(judge({ ...NONE, all: '' }, '[]', TODAY)).toBeNull();
  });

  it('have exceptions that are written as they must be', () => {
    const written = readFileSync(join(import.meta.dirname, '..', '..', 'audit-exceptions.json'), 'utf8');
    expect(judge(NONE, written, TODAY)).not.toBeNull();
  });
});
