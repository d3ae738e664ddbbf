import { isDatabaseAway } from './away.js';

describe('whether the database is away', () => {
  it.each([
    ...['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNABORTED'],
    ...['57P01', '57P05', '08006', '08004', '53300', '25006', '57014'],
  ])('%s says that the same may succeed later', (code) => {
    expect(isDatabaseAway(Object.assign(new Error('x'), { code }))).toBe(true);
    expect(isDatabaseAway({ driverError: { code } })).toBe(true);
  });

  it.each(['Connection terminated unexpectedly', 'Client was closed and is not queryable'])(
    '"%s" says so',
    (message) => {
      expect(isDatabaseAway(new Error(message))).toBe(true);
    },
  );

  it.each(['23505', '40P01', '42P01', '22P02', '28P01', '3D000'])(
    '%s is a mistake of ours or of the operator',
    (code) => {
      expect(isDatabaseAway(Object.assign(new Error('x'), { code }))).toBe(false);
    },
  );
});
