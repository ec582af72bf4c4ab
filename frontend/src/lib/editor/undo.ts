/** Undo of one's own edits only, by Yjs' own manager, kept within what one may do. */
import * as Y from 'yjs';
import type { Mode } from './amend.ts';
import { runsIn } from './text.ts';
import { within } from './weigh.ts';

export interface Undo {
  undo(): boolean;
  redo(): boolean;
  /** What comes next is a step of its own. */
  pause(): void;
  /** Forget everything: what was done before can no longer be taken back. */
  clear(): void;
  destroy(): void;
}

/** @param standing how and with which pen the person writes at the moment */
export function createUndo(
  ytext: Y.Text,
  origin: unknown,
  standing: () => { mode: Mode; pen: string | null }
): Undo {
  const history = new Y.UndoManager(ytext, {
    trackedOrigins: new Set([origin]),
    captureTimeout: 2000
  });
  const words = () => runsIn(ytext);

  // Others may have typed inside the words to be undone, or the words may have been accepted.
  // Then the step is taken back at once; both reach the server as one update.
  const attempt = (there: 'undo' | 'redo', back: 'redo' | 'undo'): boolean => {
    const { mode, pen } = standing();
    if (mode === 'read') return false;
    const before = words();
    if (history[there]() === null) return false;
    if (within(mode, pen, before, words())) return true;
    history[back]();
    history.clear();
    return false;
  };

  return {
    undo: () => attempt('undo', 'redo'),
    redo: () => attempt('redo', 'undo'),
    pause: () => history.stopCapturing(),
    clear: () => history.clear(),
    destroy: () => history.destroy()
  };
}
