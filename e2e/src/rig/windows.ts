/** Width of a common telephone. */
export const NARROW = { width: 390, height: 844 };
export const WIDE = { width: 1280, height: 900 };
/** The narrowest and the usual wide window that the page is made for. */
export const EDGES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
];

/** Cumulative layout shift that nobody sees; 0.1 is what browsers call good. */
export const UNSEEN_SHIFT = 0.02;
