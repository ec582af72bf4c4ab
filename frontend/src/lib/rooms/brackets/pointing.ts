/** Tells which bracket's sign is pointed at, once the pointer rests there, in a text and its card. */
import type { TextPage } from '#lib/rooms/text/page.svelte.ts';

/** The pointer rests: long enough that reading along opens nothing. */
const REST = 250;
const LINGER = 300;

/** An attachment to the text. */
export function pointing(page: TextPage) {
  return (root: HTMLElement) => {
    let soon: ReturnType<typeof setTimeout> | undefined;
    const over = (event: Event) => {
      const target = event.target as HTMLElement;
      if (target.closest('[data-card]')) return clearTimeout(soon);
      const sign = target.closest<HTMLElement>('.sign.br-sign');
      const key = sign?.dataset['sign'];
      clearTimeout(soon);
      if (sign && key) {
        soon = setTimeout(() => (page.card = { key, sign, focus: false }), REST);
      } else if (page.card && !page.card.focus) {
        soon = setTimeout(() => (page.card = null), LINGER);
      }
    };
    const tap = (event: Event) => {
      const sign = (event.target as HTMLElement).closest<HTMLElement>('.sign.br-sign');
      const key = sign?.dataset['sign'];
      if (sign && key) page.card = { key, sign, focus: false };
    };
    const away = () => {
      if (page.card && !page.card.focus) page.card = null;
    };
    // Everywhere: what is pointed at next is mostly not the text.
    document.addEventListener('pointerover', over);
    root.addEventListener('click', tap);
    addEventListener('scroll', away, { passive: true });
    return () => {
      clearTimeout(soon);
      document.removeEventListener('pointerover', over);
      root.removeEventListener('click', tap);
      removeEventListener('scroll', away);
    };
  };
}
