/** The keys of a paragraph's line of time. */
import type { Player } from './player.svelte.ts';

const TAKEN = 'input, select, textarea, [contenteditable], [role=menu], dialog';

/** Step with the arrows, jump with Home and End, play with P; controls keep their own keys. */
export function pressed(event: KeyboardEvent, player: Player): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest(TAKEN)) return;
  const back = document.documentElement.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
  const on = back === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
  const acts: Record<string, () => void> = {
    [back]: () => player.step(-1),
    [on]: () => player.step(1),
    Home: () => player.step(-player.versions.length),
    End: () => player.step(player.versions.length),
    p: () => player.toggle()
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
