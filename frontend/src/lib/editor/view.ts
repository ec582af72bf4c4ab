/** Mounts one paragraph's editor into an element. */
import { TextSelection } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import type * as Y from 'yjs';
import type { Beyond } from '#lib/brackets.ts';
import type { Run } from '#lib/words.ts';
import type { Mode } from './amend.ts';
import { type CursorOptions, cursorPlugin } from './cursors.ts';
import { type Held, hold } from './held.ts';
import { type InputCallbacks, inputPlugin } from './input.ts';
import { Paper } from './paper.ts';
import { runsOf } from './schema.ts';
import { type Seats, type SeatStrings, Wardrobe } from './seats.ts';
import { setBeyond, signsPlugin } from './signs.ts';

export interface EditorStrings extends SeatStrings {
  /** What a screen reader calls the editor. */
  editor: string;
}

export interface EditorCallbacks extends InputCallbacks {
  onFocus?(): void;
  onBlur?(): void;
  /** The words that are shown: to begin with, and when they have changed, by whosever hand. */
  onRuns?(runs: Run[]): void;
}

export interface ParagraphOptions {
  ytext: Y.Text;
  mode: Mode;
  pen: string | null;
  seats: Seats;
  strings: EditorStrings;
  cursors?: CursorOptions | null;
  /** The brackets that reach beyond this paragraph. */
  beyond?: Beyond;
  callbacks?: EditorCallbacks;
}

export interface ParagraphView {
  setMode(mode: Mode, pen?: string | null): void;
  setSeats(seats: Seats): void;
  setBeyond(beyond: Beyond): void;
  focus(where?: 'start' | 'end' | number): void;
  readonly hasFocus: boolean;
  /** Where the caret is, in UTF-16 units of the words. */
  readonly offset: number;
  /** The words selected, kept hold of whatever others write meanwhile. */
  held(): Held;
  destroy(): void;
}

export function mountParagraph(element: HTMLElement, options: ParagraphOptions): ParagraphView {
  const { ytext, strings, cursors, callbacks = {} } = options;
  const wardrobe = new Wardrobe(options.seats, strings);
  let view: EditorView | null = null;
  let { pen } = options;
  const paper: Paper = new Paper({
    ytext,
    mode: options.mode,
    pen,
    plugins: [
      inputPlugin(() => paper, callbacks),
      signsPlugin(options.beyond),
      ...(cursors ? [cursorPlugin(ytext, cursors)] : [])
    ],
    changed(state, tr) {
      view?.updateState(state);
      if (tr.docChanged) callbacks.onRuns?.(runsOf(state.doc));
    },
    kept: () => callbacks.onRefused?.('proposal')
  });
  const editor = new EditorView(element, {
    state: paper.state,
    dispatchTransaction: (tr) => paper.dispatch(tr),
    handleScrollToSelection: inSight,
    markViews: { ins: wardrobe.view, del: wardrobe.view },
    attributes: () => ({
      class: 'words',
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': strings.editor,
      'aria-readonly': String(paper.mode === 'read'),
      dir: 'auto',
      spellcheck: 'true'
    }),
    handleDOMEvents: {
      focus: () => void callbacks.onFocus?.(),
      blur: () => void callbacks.onBlur?.()
    }
  });
  view = editor;
  callbacks.onRuns?.(runsOf(paper.state.doc));

  return {
    setMode(mode, newPen = pen) {
      pen = newPen;
      paper.setMode(mode, pen);
      editor.setProps({}); // asks again whether it may be edited
    },
    setSeats: (seats) => wardrobe.setSeats(seats, editor.dom),
    setBeyond: (beyond) => setBeyond(editor, beyond),
    focus(where) {
      if (where !== undefined) {
        const { doc, tr } = editor.state;
        const end = doc.content.size - 1;
        const at = where === 'start' ? 1 : where === 'end' ? end : Math.min(where + 1, end);
        editor.dispatch(tr.setSelection(TextSelection.create(doc, at)));
      }
      editor.focus();
    },
    get hasFocus() {
      return editor.hasFocus();
    },
    get offset() {
      return editor.state.selection.head - 1;
    },
    held() {
      const { from, to } = editor.state.selection;
      return hold(ytext, from - 1, to - 1);
    },
    destroy() {
      paper.destroy();
      editor.destroy();
    }
  };
}

/** Whether the caret can be seen: then nothing has to scroll, and all around need not be measured. */
function inSight(view: EditorView): boolean {
  const { top, bottom } = view.coordsAtPos(view.state.selection.head, 1);
  return top >= 0 && bottom <= (window.visualViewport?.height ?? innerHeight);
}
