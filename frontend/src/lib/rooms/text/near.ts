/**
 * Tells an element when it is near the viewport: one observer for all of them. To know where
 * something inside a slice is, a browser has to lay the slice out even where nobody looks, at each
 * frame: so slices are watched, and nothing in them.
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
    tellers.set(element, tell);
    seen.observe(element);
    return () => {
      seen.unobserve(element);
      tellers.delete(element);
    };
  };
}
