/** One tooltip for the whole page, shown on hover and focus, above everything and never clipped. */

let bubble: HTMLElement | null = null;

function place(element: HTMLElement, words: string): void {
  // Inside an open modal dialog only what the dialog holds can be seen.
  const home = element.closest('dialog') ?? document.body;
  bubble ??= Object.assign(document.createElement('div'), { className: 'tip', popover: 'manual' });
  if (bubble.parentElement !== home) home.append(bubble);
  bubble.textContent = words;
  bubble.setAttribute('aria-hidden', 'true');
  bubble.showPopover();
  const from = element.getBoundingClientRect();
  const own = bubble.getBoundingClientRect();
  const gap = 6;
  const above = from.bottom + gap + own.height > innerHeight;
  const left = from.left + from.width / 2 - own.width / 2;
  bubble.style.top = `${above ? from.top - own.height - gap : from.bottom + gap}px`;
  bubble.style.left = `${Math.max(gap, Math.min(left, innerWidth - own.width - gap))}px`;
}

function hide(): void {
  if (bubble?.matches(':popover-open')) bubble.hidePopover();
}

/** Say something at an element that is no component's; returns how to stop. */
export function sayAt(element: HTMLElement, words: string): () => void {
  place(element, words);
  return hide;
}

/** An attachment: says `words` while the element is pointed at or focused. Null says nothing. */
export function tip(words: string | null | undefined) {
  return (element: HTMLElement) => {
    if (!words) return;
    const show = () => place(element, words);
    const escape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide();
    };
    element.addEventListener('pointerenter', show);
    element.addEventListener('focusin', show);
    element.addEventListener('pointerleave', hide);
    element.addEventListener('focusout', hide);
    element.addEventListener('keydown', escape);
    return () => {
      hide();
      element.removeEventListener('pointerenter', show);
      element.removeEventListener('focusin', show);
      element.removeEventListener('pointerleave', hide);
      element.removeEventListener('focusout', hide);
      element.removeEventListener('keydown', escape);
    };
  };
}
