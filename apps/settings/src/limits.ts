/** Stream settings per user: more than anybody keeps track of, and a page that still loads at once. */
export const SETTINGS_PER_USER = 50;
/** Targets per stream setting: every platform there is and some twice; each costs a node a connection and a queue. */
export const TARGETS_PER_SETTING = 50;

/** How often it is asked which users deleted their account, in milliseconds: an hour; usually the news came at once. */
export const DELETED_USERS_INTERVAL_MS = 3_600_000;
/** Users asked about at a time: what the question allows. */
export const DELETED_USERS_BATCH = 1_000;
