import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './advisories.js';

const TODAY = '2026-06-01';
const advisory = (name: string, id: string) => ({
  via: [{ name, title: 'Bad things', severity: 'high', url: `https://github.com/advisories/${id}` }],
});
const REPORT = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    left: advisory('left', 'GHSA-aaaa-aaaa-aaaa'),
    right: advisory('right', 'GHSA-bbbb-bbbb-bbbb'),
    above: { via: ['left'] },
  },
});
const exception = (id: string, until: string) => ({
  advisory: id,
  reason: 'It is only used with our own input.',
  until,
});

describe('known weaknesses of packages', () => {
  it('are all told', () => {
    expect(judge(REPORT, '[]', TODAY)?.open).toEqual([
      'left: Bad things (high, GHSA-aaaa-aaaa-aaaa)',
      'right: Bad things (high, GHSA-bbbb-bbbb-bbbb)',
    ]);
  });

  it('are passed over where it is written why, until the day it says', () => {
    const exceptions = [exception('GHSA-aaaa-aaaa-aaaa', '2026-07-01'), exception('GHSA-bbbb-bbbb-bbbb', TODAY)];
    expect(judge(REPORT, JSON.stringify(exceptions), TODAY)?.open).toEqual([
      'right: Bad things (high, GHSA-bbbb-bbbb-bbbb)',
    ]);
  });

  it('that are gone need no exception any more', () => {
    const exceptions = JSON.stringify([exception('GHSA-cccc-cccc-cccc', '2026-07-01')]);
    expect(judge('{"vulnerabilities":{}}', exceptions, TODAY)).toEqual({ open: [], idle: ['GHSA-cccc-cccc-cccc'] });
  });

  it('are not known when the registry does not answer', () => {
    expect(judge('{"message":"405 Method Not Allowed"}', '[]', TODAY)).toBeNull();
    expect(judge('', '[]', TODAY)).toBeNull();
  });

  it('have exceptions that are written as they must be', () => {
    const written = readFileSync(join(import.meta.dirname, '..', '..', 'audit-exceptions.json'), 'utf8');
    expect(judge('{"vulnerabilities":{}}', written, TODAY)).not.toBeNull();
  });
});
