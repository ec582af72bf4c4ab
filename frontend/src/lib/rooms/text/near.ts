/**
 * Tells an element when it is near the viewport: one observer for all of them. What is watched is
 * the paragraph's row: to know where something inside is, a browser has to lay out the row even
 * where nobody looks, and to do so at each frame.
 */

const MARGIN = '1000px 0px';
const tellers = new WeakMap<Element, (near: boolean) => void>();
let observer: IntersectionObserver | null = null;

export function watchNear(tell: (near: boolean) => void) {
  return (element: HTMLElement) => {
    observer ??= new IntersectionObserver(
      (entries) => {
        for (const entry of entries) tellers.get(entry.target)?.(entry.isIntersecting);
      },
      { rootMargin: MARGIN }
    );
    const seen = observer;
    const row = element.closest<HTMLElement>('.paragraph') ?? element;
    tellers.set(row, tell);
    seen.observe(row);
    return () => {
      seen.unobserve(row);
      tellers.delete(row);
    };
  };
}
