/** Every bound and pace of the orchestrator, with its unit and reason. Listed in docs/limits.md. */

// Nodes

/**
 * Silence after which a node counts as lost, in milliseconds: the life of a route lease, so that a node that cannot be
 * heard has stopped synthesising before its sessions go elsewhere (docs/decisions/0003-claims-leases-epochs.md). As long
 * is its name kept for the public key that was heard first (0008-sealed-keys.md).
 */
export const NODE_LOST_MS = 3_000;
/** Silence after which a node is asked whether it is there, in milliseconds: one announcement is missing. */
export const NODE_QUIET_MS = 1_400;
/** Time a lost node stays in the operator's list, in milliseconds: an hour, long enough to be noticed. */
export const NODE_FORGOTTEN_MS = 3_600_000;
/**
 * Pause between looks at the nodes and the bus, in milliseconds: below the time the bus takes to reconnect, so that no
 * outage goes unseen.
 */
export const WATCH_INTERVAL_MS = 200;
/**
 * Silence of the bus itself, which is asked for a sign of life all the time, after which the silence of nodes proves nothing,
 * in milliseconds: half of `NODE_LOST_MS`, so that a bus that is frozen or cut off is noticed before nodes seem lost.
 */
export const BUS_SILENT_MS = 1_500;
/** A look that comes this late, in milliseconds, means that we stood still ourselves: silence then proves nothing. */
export const WATCH_STALL_MS = 1_000;
/** Time after which a placement that a node does not announce is no longer counted as its load, in milliseconds. */
export const RECENT_PLACEMENT_MS = 2_500;

// Placement

/** Nodes tried for one Go Live or one move. With a claim timeout of two seconds this stays below the asker's patience. */
export const CLAIM_ATTEMPTS = 4;
/**
 * Age of a claim that nobody confirmed, in milliseconds: its orchestrator is gone, another one may start over. A claim may
 * take two seconds; the rest is for writing its answer.
 */
export const CLAIM_STALE_MS = 2_500;
/** Time nodes need to be heard after a start or an outage of the bus, in milliseconds: until then absence is no news. */
export const FIRST_NEWS_MS = 1_500;
/** Pause between looks whether a node with room has made itself known meanwhile, in milliseconds. */
export const NEWS_POLL_MS = 50;
/**
 * Shortest time a session without a node waits for one, in milliseconds, however short its grace period: long enough
 * for a machine to restart all of its nodes.
 */
export const UNPLACED_MIN_MS = 60_000;

/**
 * Time an encoder may take to come over from a draining node, in milliseconds: as long as that node goes on forwarding
 * (docs/decisions/0003-claims-leases-epochs.md).
 */
export const HANDOVER_MS = 10_000;

// Reconciliation

/** Pause between comparisons of the rows with what the nodes hold, in milliseconds, each time a little different. */
export const RECONCILE_INTERVAL_MS = 1_500;
/** Changed sessions read with one question: bounds the time that this process and Postgres are kept busy by it. */
export const OUTLINE_BATCH = 1_000;
/** Age of `ending` after which another copy finishes it, in milliseconds: longer than a release may take. */
export const ENDING_STALE_MS = 6_000;
/** Age of a superseded claim after which its node is told to let go, in milliseconds: longer than a handover takes. */
export const SUPERSEDED_RELEASE_MS = 15_000;
/** Pause between comparisons with the settings' revisions, in milliseconds: finds changes whose notice was lost. */
export const REVISION_INTERVAL_MS = 5_000;
/** Settings asked about with one question; the contract's bound. */
export const REVISION_BATCH = 1_000;
/** Questions to nodes and sessions moved at the same time by one copy: a dead node's fifty sessions take a few rounds. */
export const CONCURRENCY = 16;

// At the door

/** Time an identity is remembered for knocking encoders, in milliseconds: encoders that are refused try again and again. */
export const IDENTITY_CACHE_MS = 2_000;
/** A mismatch asks again at most this often per handle, in milliseconds: keys may have been rotated just now. */
export const IDENTITY_RECHECK_MS = 500;
/** Handles remembered at once: bounds what a stranger who tries many handles can make us keep. */
export const IDENTITY_CACHE_SIZE = 10_000;
/**
 * Time without a knock, in seconds, after which an encoder whose stream was ended with Go Offline counts as started anew by
 * somebody: twenty minutes. OBS reconnects by itself, with pauses that grow up to fifteen.
 */
export const RECONNECT_SECONDS_MAX = 1_200;
/** Pause between writing down its knocks, in seconds: nobody can make us write with each of them. */
export const KNOCK_NOTED_SECONDS = 5;

// Going live

/**
 * Sessions of a user that begin within an hour, with the button or by an encoder: each is kept for half a year. One each six
 * seconds is more than anybody means; multiplied by `MIDSTATION_RATE_LIMIT_FACTOR`.
 */
export const SESSIONS_PER_HOUR = 600;
/**
 * Go Lives that one copy has in hand: two seconds' worth at a hundred a second. More than that would wait for longer than
 * a streamer does, and those behind them too, so the next is told at once to try again.
 */
export const GO_LIVES_IN_HAND = 200;
/** When one that was turned away may try again, in seconds: those in hand are done by then. */
export const GO_LIVE_RETRY_S = 3;
/**
 * Time a session waits for its encoder at most, in hours: a day, so that one that was begun the evening before is there in the
 * morning. Each holds a place of a node.
 */
export const WAITING_HOURS_MAX = 24;
/** Pause between looks at a session that another copy is starting or ending, in milliseconds. */
export const JOIN_POLL_MS = 50;
/** Time a Go Live waits for one that is under way, or for the end of the session before it, in milliseconds. */
export const JOIN_LIMIT_MS = 9_000;

// Advice

/** Age of an encoder's connection before its rates are judged, in milliseconds: meters look back four seconds. */
export const MEASURED_AFTER_MS = 5_000;
/** How far above a platform's limit a rate counts as above it: what encoders waver by, and keyframes of 29.97 fps. */
export const RATE_TOLERANCE = 1.1;
/** Samples in a row in which advice must be untrue before it goes: at one each ten seconds, half a minute. */
export const ADVICE_MISSES = 3;
/** Share by which a measured value must move before advice names the new one. */
export const ADVICE_VALUE_STEP = 0.15;
/** Time what platforms take is remembered, in milliseconds: ten minutes, it only changes with an update of settings. */
export const PLATFORMS_KEPT_MS = 600_000;

// History

/**
 * Time samples wait to be written together, in milliseconds: a tenth of the time between two of a session, and of a
 * thousand nodes a hundred send theirs meanwhile.
 */
export const SAMPLES_WAIT_MS = 1_000;
/** Sessions in a list: more than two a day for as long as they are kept, in 120 KB; others can be had by their id. */
export const SESSIONS_LISTED = 500;
/**
 * Lines of a timeline that a report shows, newest kept: a flapping target writes one every few seconds. With the longest
 * names they are half of what the bus takes as one answer.
 */
export const TIMELINE_LINES = 1_000;
/**
 * Lines of a timeline that a report is made from, newest first: a target that comes and goes all day writes about as many.
 * What happened before them is not in the totals of its targets.
 */
export const LINES_READ = 20_000;
/** Gaps of each target that a report shows, newest kept: with fifty targets a third of what the bus takes as one answer. */
export const GAPS_PER_TARGET = 50;
/** Time an ended session is kept with its timeline, and bitrate in any case, in days: half a year, as long as audit events. */
export const HISTORY_DAYS = 180;
/** Sessions kept of each user, the newest: ten a day for half a year. With fifty targets each takes 70 kB. */
export const SESSIONS_KEPT = 2_000;
/** Sessions forgotten with one statement: a day of streaming has 8,640 bitrate samples. */
export const HISTORY_BATCH = 20;
/** Lines or samples of running sessions forgotten with one statement: a tenth of a second's work. */
export const HISTORY_ROWS_BATCH = 5_000;
/** Bitrate points in a report: one per two pixels of a wide chart. */
export const BITRATE_POINTS = 300;
