/** What is true of the words on this page: saved, saving, offline with N waiting, or read only. */
import type { Loss } from './loss.ts';

export type DocumentState =
  | { kind: 'loading' }
  | { kind: 'saved' }
  /** `late`: not acknowledged for two seconds, so "not yet saved" must be said. */
  | { kind: 'saving'; late: boolean }
  | { kind: 'offline'; waiting: number }
  | { kind: 'read only'; reason: string | null; sentence: string | null }
  /** The text is not open to this person, or no longer under this name. */
  | { kind: 'denied'; reason: string; sentence: string | null };

/** Of a page that is offline it is known why, too. */
export type PageState =
  | Exclude<DocumentState, { kind: 'offline' }>
  | { kind: 'offline'; waiting: number; loss: Loss };

/** How long an edit may be on its way before the page says that it is not yet saved. */
export const LATE = 2000;

export interface Facts {
  online: boolean;
  synced: boolean;
  denied: { reason: string; sentence: string | null } | null;
  scope: 'readonly' | 'read-write' | null;
  obstacle: { reason: string; sentence: string } | null;
  waiting: number;
  late: boolean;
}

export function documentState(facts: Facts): DocumentState {
  if (facts.denied) return { kind: 'denied', ...facts.denied };
  if (!facts.online && (facts.synced || facts.waiting > 0)) {
    return { kind: 'offline', waiting: facts.waiting };
  }
  if (!facts.synced) return { kind: 'loading' };
  if (facts.waiting > 0) return { kind: 'saving', late: facts.late };
  if (facts.scope === 'readonly') {
    const { reason = null, sentence = null } = facts.obstacle ?? {};
    return { kind: 'read only', reason, sentence };
  }
  return { kind: 'saved' };
}

/** One truth for the page: the worst of its documents; read only if it may write in none. */
export function pageState(
  online: boolean,
  begun: boolean,
  loss: Loss | null,
  signedOut: boolean,
  states: DocumentState[]
): PageState {
  if (signedOut) return { kind: 'denied', reason: 'sync.signed_out', sentence: null };
  if (!online && !begun && (loss === null || loss === 'line')) return { kind: 'loading' };
  if (!online) {
    const waiting = states.map((state) => (state.kind === 'offline' ? state.waiting : 0));
    return { kind: 'offline', waiting: waiting.reduce((sum, more) => sum + more, 0), loss: loss ?? 'line' };
  }
  // A document hears of the connection a moment after the page: what waited is not saved yet.
  const saving = states.filter(
    (state) => state.kind === 'saving' || (state.kind === 'offline' && state.waiting > 0)
  );
  const late = saving.some((state) => state.kind === 'offline' || (state.kind === 'saving' && state.late));
  if (saving.length) return { kind: 'saving', late };
  const settled = states.filter((state) => state.kind !== 'loading' && state.kind !== 'denied');
  const first = settled[0];
  const onlyReading = settled.every((state) => state.kind === 'read only');
  return first?.kind === 'read only' && onlyReading ? first : { kind: 'saved' };
}
