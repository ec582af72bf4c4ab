/**
 * References in the words are links: a click, or Ctrl or ⌘ and Enter with the caret in one, goes to
 * the paragraph it names; pointing at one shows how that begins. Where somebody is writing, a plain
 * click puts the caret, as elsewhere in the words.
 */
import type { Paragraph, TextDocument } from '#lib/api/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { sayAt } from '#lib/ui/tip.ts';
import { plain } from '#lib/words.ts';

/** How a paragraph begins. */
export function firstWords(paragraph: Paragraph, length = 120): string {
  const text = plain(paragraph.words).replace(/\s+/g, ' ').trim();
  return text.length <= length ? text : `${text.slice(0, length).replace(/\s+\S*$/, '')} …`;
}

/** An attachment for what holds the words. */
export function referenceLinks(text: () => TextDocument, go: (id: string) => void) {
  return (root: HTMLElement) => {
    let writing = false;
    let hide: (() => void) | null = null;
    const paragraphOf = (sign: Element) => {
      const row = sign.closest('[id^="p-"]')?.id.slice(2);
      return text().paragraphs.find((one) => one.id === row);
    };
    const targetOf = (node: EventTarget | Node | null) => {
      const element = node instanceof Element ? node : (node as Node | null)?.parentElement;
      const sign = element?.closest<HTMLElement>('.ref[data-ref]');
      const id = sign && paragraphOf(sign)?.references[sign.dataset['ref'] ?? ''];
      return sign && id ? { sign, id } : null;
    };
    const follow = (id: string) => {
      hide?.();
      if (text().paragraphs.some((one) => one.id === id)) go(id);
    };
    const said = (id: string) => {
      const target = text().paragraphs.find((one) => one.id === id);
      if (!target) return m.reference_gone();
      const label = target.label ? m.paragraph_label({ label: target.label }) : m.paragraph();
      return `${label}: ${firstWords(target)}`;
    };
    const listeners: Partial<Record<keyof HTMLElementEventMap, (event: Event) => void>> = {
      mousedown(event) {
        const held = (event.target as Element).closest('[contenteditable="true"]');
        writing = held !== null && held.contains(document.activeElement);
      },
      click(event) {
        const found = targetOf(event.target);
        const { ctrlKey, metaKey } = event as MouseEvent;
        if (!found || (writing && !ctrlKey && !metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        follow(found.id);
      },
      keydown(event) {
        const { key, ctrlKey, metaKey } = event as KeyboardEvent;
        if (key !== 'Enter' || !(ctrlKey || metaKey)) return;
        const found = targetOf(getSelection()?.anchorNode ?? null);
        if (!found) return;
        event.preventDefault();
        event.stopPropagation();
        follow(found.id);
      },
      mouseover(event) {
        hide?.();
        const found = targetOf(event.target);
        hide = found ? sayAt(found.sign, said(found.id)) : null;
      },
      mouseleave: () => hide?.()
    };
    const all = Object.entries(listeners);
    for (const [name, listener] of all) root.addEventListener(name, listener, true);
    return () => {
      hide?.();
      for (const [name, listener] of all) root.removeEventListener(name, listener, true);
    };
  };
}
