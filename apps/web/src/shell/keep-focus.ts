/** Milliseconds until a lost focus is taken care of: a dialog that closes gives it back by itself, after 10. */
const SETTLE_MS = 50;
/** What is worth standing on when a part of it has gone: it has a name of its own. */
const PLACES = 'li[aria-label], article, section, main';

/** The last element that had the focus in a layer: in a dialog, or in the page below (null). */
interface Stay {
  readonly layer: Element | null;
  readonly element: HTMLElement;
  /** Around it, from the inside out. */
  readonly places: readonly HTMLElement[];
}

/**
 * Keeps the keyboard where it was. An element that goes leaves the focus to the nearest thing around it that is still
 * there, and the last one of a dialog to the page below; one that could not be used for a while gets it back. Answers
 * how to stop.
 */
export function keepFocus(page: Document): () => void {
  const stopping = new AbortController();
  let stays: Stay[] = [];
  let settling: number | undefined;

  const settle = () => {
    settling = undefined;
    if (page.activeElement === page.body) refuge(stays)?.focus({ preventScroll: true });
  };
  const changes = new MutationObserver(() => {
    if (page.activeElement === page.body) settling ??= window.setTimeout(settle, SETTLE_MS);
  });
  const entered = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement)) return;
    const stay = stayAt(target);
    stays = [...stays.filter(({ layer }) => layer !== stay.layer && layer?.isConnected !== false), stay];
  };
  /** Whoever leaves an element that is still there means it. */
  const left = ({ target, relatedTarget }: FocusEvent) =>
    queueMicrotask(() => {
      if (!relatedTarget && page.activeElement === page.body && isUsable(target as HTMLElement)) stays = [];
    });

  changes.observe(page.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
  page.addEventListener('focusin', entered, { signal: stopping.signal });
  page.addEventListener('focusout', left, { signal: stopping.signal });
  return () => {
    stopping.abort();
    changes.disconnect();
    clearTimeout(settling);
  };
}

function stayAt(element: HTMLElement): Stay {
  const places: HTMLElement[] = [];
  for (let around = element.parentElement; around; around = around.parentElement)
    if (around.matches(PLACES)) places.push(around);
  return { layer: element.closest('[role="dialog"]'), element, places };
}

/** Where the focus belongs now; null while the element that had it cannot be used, but may again. */
function refuge(stays: readonly Stay[]): HTMLElement | null {
  for (const { element, places } of stays.toReversed()) {
    if (element.isConnected) return isUsable(element) ? element : null;
    const place = places.find(({ isConnected }) => isConnected);
    if (place) return focusable(place);
  }
  return null;
}

const isUsable = (element: HTMLElement): boolean => element.isConnected && !element.matches(':disabled');

function focusable(place: HTMLElement): HTMLElement {
  if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
  return place;
}
