/** Stream settings per user: more than anybody keeps track of, and a page that still loads at once. */
export const SETTINGS_PER_USER = 50;
/** Targets per stream setting: every platform there is and some twice; each costs a node a connection and a queue. */
export const TARGETS_PER_SETTING = 50;

/** Ports below this are other services' doors: a target there is more likely an attack than a streaming server. */
export const LOWEST_FREE_PORT = 1024;
/** The ones that platforms do use: RTMP through firewalls, and RTMPS. */
export const ALLOWED_LOW_PORTS: readonly number[] = [80, 443];
