// Runs in the page before its own scripts: notes what moves by itself, and when the page's content was first there.
(() => {
  const layout = { contentAt: 0, shifts: [] };
  const nameOf = (node) => node?.getAttribute?.('aria-label') ?? node?.textContent?.slice(0, 40) ?? 'something';
  const note = (entries) => {
    for (const { value, startTime, hadRecentInput, sources } of entries)
      if (!hadRecentInput) layout.shifts.push({ value, at: startTime, moved: sources.map(({ node }) => nameOf(node)) });
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });

  new MutationObserver(() => {
    if (!layout.contentAt && document.querySelector('main section')) layout.contentAt = performance.now();
  }).observe(document, { childList: true, subtree: true });

  globalThis.readLayout = () => {
    note(observer.takeRecords());
    return layout;
  };
})();
