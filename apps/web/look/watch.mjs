/** In the page: notes what the browser sees move, and where everything is that has a name. */
export function watch() {
  const moved = [];
  const nameOf = (node) => {
    const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return `${element?.tagName ?? 'something'} “${(element?.getAttribute('aria-label') ?? element?.textContent ?? '').slice(0, 50)}”`;
  };
  // Words that give way to others in the middle of their place begin elsewhere: they have not moved. Nor has the icon
  // beside them in a button that stays where it is.
  const reworded = new Set();
  new MutationObserver((changes) => changes.forEach(({ target }) => reworded.add(target))).observe(document, {
    subtree: true,
    characterData: true,
  });
  const isReworded = (node) =>
    [...reworded].some((text) => text === node || (node?.contains(text) && node.textContent === text.data)) ||
    [...reworded].some((text) => isInside(text.parentElement?.closest('button'), node));
  const isInside = (outer, node) => outer && outer !== node && outer.contains(node);
  const note = (entries) => {
    for (const { sources } of entries)
      for (const { node, previousRect: from, currentRect: to } of sources)
        if (!isReworded(node) && (Math.abs(from.x - to.x) >= 1 || Math.abs(from.y - to.y) >= 1))
          moved.push(`${nameOf(node)} from ${from.x},${from.y} to ${to.x},${to.y}`);
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });
  window.readMoved = () => {
    note(observer.takeRecords());
    reworded.clear();
    return moved.splice(0);
  };

  const labelOf = (element) =>
    element.getAttribute('aria-label') ??
    document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.textContent ??
    element.closest('article')?.getAttribute('aria-label');
  const parts = {
    panel: 'main section',
    setting: 'main article',
    target: 'main article li',
    switch: 'main [role=switch]',
    button: 'main section[data-state] > button',
  };
  window.readPlaces = () =>
    Object.fromEntries(
      Object.entries(parts).flatMap(([kind, selector]) =>
        [...document.querySelectorAll(selector)].map((element) => {
          const { x, y, height } = element.getBoundingClientRect();
          const name = kind === 'button' ? kind : `${kind} ${labelOf(element)}`;
          return [name, `x ${Math.round(x)}, y ${Math.round(y + scrollY)}, ${Math.round(height)} high`];
        }),
      ),
    );
}

/** What is on the page now has been drawn, and seen by the browser's own watch, when the second frame begins. */
export const drawn = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
