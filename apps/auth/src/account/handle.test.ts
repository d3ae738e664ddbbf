import { refuseReserved } from './handle.js';

describe('a handle', () => {
  it.each(['admin', 'mid-station', 'mid_station', 'ad_min', 'sup-p0rt', 'adm1n', '0fficia1', 'w-w-w'])(
    '%s looks like the installation and is refused',
    (handle) => expect(() => refuseReserved(handle)).toThrow('taken'),
  );

  it.each(['ada', 'user1', 'user5', 'admins-friend', 'mia', 'node5', 'live-at-five'])('%s is fine', (handle) =>
    expect(() => refuseReserved(handle)).not.toThrow(),
  );
});
