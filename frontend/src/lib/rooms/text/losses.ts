/** What a person is told of a lost server: a name for the bar, and what to do. */
import { m } from '#lib/paraglide/messages.js';
import type { Loss } from '#lib/sync/index.ts';

const NAMES: Partial<Record<Loss, () => string>> = {
  restart: m.loss_restart,
  windows: m.loss_windows,
  address: m.loss_address,
  pace: m.loss_pace,
  size: m.loss_size,
  unreadable: m.loss_unreadable,
  'storage full': m.loss_storage_full,
  'storage read only': m.loss_storage_read_only,
  'storage away': m.loss_storage_away
};
const WORDS: Record<Loss, () => string> = {
  line: m.loss_line_words,
  restart: m.loss_restart_words,
  windows: m.loss_windows_words,
  address: m.loss_address_words,
  pace: m.loss_pace_words,
  size: m.loss_size_words,
  unreadable: m.loss_unreadable_words,
  'storage full': m.loss_storage_full_words,
  'storage read only': m.loss_storage_read_only_words,
  'storage away': m.loss_storage_away_words
};

export function offlineName(loss: Loss, waiting: number): string {
  return NAMES[loss]?.() ?? waitingWords(waiting) ?? m.offline();
}

/** How much waits is said here where the name says something else. */
export function offlineWords(loss: Loss, waiting: number): string {
  const waits = NAMES[loss] ? waitingWords(waiting) : null;
  return [...(waits ? [`${waits}.`] : []), WORDS[loss]()].join(' ');
}

function waitingWords(count: number): string | null {
  return count ? m.offline_waiting({ count }) : null;
}
