import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { calm } from '#lib/rooms/text/calm.ts';
import { Cell } from '#lib/sync/cell.ts';
import type { PageState } from '#lib/sync/index.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched(first: PageState) {
  const state = new Cell(first);
  const told: string[] = [];
  const stop = calm(state).subscribe((now) =>
    told.push(now.kind === 'saving' && now.late ? 'late' : now.kind)
  );
  return { state, told, stop };
}
const saving = (late = false): PageState => ({ kind: 'saving', late });

describe('what is told of saving', () => {
  it('is one word for many letters, and "saved" once all are', () => {
    const { state, told } = watched({ kind: 'saved' });
    for (let letter = 0; letter < 5; letter++) {
      state.set(saving());
      vi.advanceTimersByTime(60);
      state.set({ kind: 'saved' });
      vi.advanceTimersByTime(60);
    }
    expect(told).toEqual(['saved', 'saving']);
    vi.advanceTimersByTime(400);
    expect(told).toEqual(['saved', 'saving', 'saved']);
  });

  it('holds back nothing else', () => {
    const { state, told } = watched({ kind: 'loading' });
    state.set({ kind: 'saved' });
    state.set(saving());
    state.set(saving(true));
    state.set({ kind: 'offline', waiting: 2, loss: 'line' });
    state.set({ kind: 'saved' });
    expect(told).toEqual(['loading', 'saved', 'saving', 'late', 'offline', 'saved']);
  });

  it('tells nothing more once nobody listens', () => {
    const { state, told, stop } = watched(saving());
    state.set({ kind: 'saved' });
    stop();
    vi.advanceTimersByTime(1000);
    expect(told).toEqual(['saving']);
  });
});
