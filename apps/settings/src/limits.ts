/** Stream settings per user: more than anybody keeps track of, and a page that still loads at once. */
export const SETTINGS_PER_USER = 50;
/** Targets per stream setting: every platform there is and some twice; each costs a node a connection and a queue. */
export const TARGETS_PER_SETTING = 50;
/**
 * Targets in all settings of a user: the page reads all of them at once, and this many are, with the longest names and
 * addresses, still one answer that the bus takes.
 */
export const TARGETS_PER_USER = 200;
