/** The text page by keyboard: one letter each, never while someone is writing. */
import { tick } from 'svelte';
import type { Paragraph } from '#lib/api/types.ts';
import type { TextPage } from './page.svelte.ts';

export function onKey(event: KeyboardEvent, page: TextPage, chosen: Paragraph | undefined): void {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement;
  const writing = target.closest('input, textarea, select, [contenteditable="true"]');
  if (target.closest('dialog, [role="menu"]')) return;
  if (writing) {
    // The editor takes every Escape for its own, and does nothing with it.
    if (event.key !== 'Escape' || !target.closest('.paragraph') || !page.chosen) return;
    event.preventDefault();
    page.show(page.chosen);
    return;
  }
  if (event.defaultPrevented) return;
  const act = acts(event, page, chosen)[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function acts(
  event: KeyboardEvent,
  page: TextPage,
  chosen: Paragraph | undefined
): Record<string, () => void> {
  const onRow = (event.target as HTMLElement).classList.contains('paragraph');
  return {
    j: () => page.step(1),
    k: () => page.step(-1),
    o: () => openOutline(page),
    '/': () => focusSearch(page),
    '?': () => (page.act = { kind: 'shortcuts' }),
    ...(onRow ? { ArrowDown: () => page.step(1), ArrowUp: () => page.step(-1) } : {}),
    ...(chosen
      ? {
          ...(onRow ? { Enter: () => page.write(chosen.id) } : {}),
          e: () => page.write(chosen.id),
          b: () => page.bracket(chosen),
          v: () => openPositions(page),
          B: () => openBrackets(page),
          m: () => (page.menuOpen = true),
          p: () => openPanel(page),
          ...(chosen.option ? { c: () => compare(page, chosen.option) } : {}),
          ...(chosen.may['set_status']?.ok
            ? { s: () => (page.act = { kind: 'status', paragraph: chosen }) }
            : {})
        }
      : {})
  };
}

function compare(page: TextPage, option: Paragraph['option']): void {
  if (option) page.act = { kind: 'alternatives', verb: 'compare', set: option.set_id };
}
/** How many frames something that is still being fetched may take to appear. */
const PATIENCE = 60;

/**
 * Put the focus there before the next key is heard: a Tab from the row would choose another one.
 * What is not drawn yet is waited for, unless somebody goes elsewhere meanwhile.
 */
async function focusIn(id: string, selector: string): Promise<void> {
  await tick();
  const from = document.activeElement;
  for (let frames = 0; frames < PATIENCE && document.activeElement === from; frames++) {
    const found = document.getElementById(id)?.querySelector<HTMLElement>(selector);
    if (found) return found.focus();
    await new Promise(requestAnimationFrame);
  }
}
function openPanel(page: TextPage): void {
  page.drawer = 'panel';
  void focusIn('panel', 'button, a, select, summary');
}
function openBrackets(page: TextPage): void {
  page.drawer = 'panel';
  void focusIn('panel', '#panel-brackets-section :is(summary, button)');
}
function openPositions(page: TextPage): void {
  page.drawer = 'panel';
  void focusIn('panel', '#panel-positions-section button');
}
function openOutline(page: TextPage): void {
  page.drawer = 'outline';
  void focusIn('outline', 'a');
}
function focusSearch(page: TextPage): void {
  page.drawer = 'outline';
  void focusIn('outline', 'input[type="search"]');
}
