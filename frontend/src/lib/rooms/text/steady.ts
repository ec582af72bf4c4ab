/**
 * Keeps the text still under a reader: when something above grows or shrinks because someone else
 * typed there, the page scrolls by as much. Browsers do this too, but not for what is in view.
 */
export function steady(container: HTMLElement): () => void {
  let anchor: HTMLElement | null = null;
  let top = 0;

  /** The paragraph that is written in, or else the one a reader's eyes most likely rest on. */
  function find(): HTMLElement | null {
    const focused = document.activeElement?.closest<HTMLElement>('.paragraph') ?? null;
    if (focused && visible(focused.getBoundingClientRect())) return focused;
    const slice = lastAbove(container.querySelectorAll('.slice'));
    return slice && lastAbove(slice.querySelectorAll('.paragraph'));
  }
  /** Of elements one below another, the one at the line where eyes rest. */
  function lastAbove(all: NodeListOf<HTMLElement>): HTMLElement | null {
    const line = innerHeight * 0.4;
    let best: HTMLElement | null = null;
    for (const one of all) {
      if (one.getBoundingClientRect().top > line) return best ?? one;
      best = one;
    }
    return best;
  }
  function look(): void {
    anchor = find();
    top = anchor?.getBoundingClientRect().top ?? 0;
  }
  function hold(): void {
    if (!anchor?.isConnected) return look();
    const moved = anchor.getBoundingClientRect().top - top;
    // At the very top there is nothing above to hold against.
    if (Math.abs(moved) >= 1 && scrollY > 0) scrollBy({ top: moved, behavior: 'instant' });
    look();
  }
  const observer = new ResizeObserver(hold);
  observer.observe(container);
  container.style.overflowAnchor = 'none';
  addEventListener('scroll', look, { passive: true });
  container.addEventListener('focusin', look);
  look();
  return () => {
    observer.disconnect();
    removeEventListener('scroll', look);
    container.removeEventListener('focusin', look);
  };
}

function visible(box: DOMRect): boolean {
  return box.bottom > 0 && box.top < innerHeight;
}
