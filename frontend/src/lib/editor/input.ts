/** Keys, the clipboard and input methods: what a person does becomes a transaction or a callback. */
import { toggleMark } from 'prosemirror-commands';
import { keydownHandler } from 'prosemirror-keymap';
import { type EditorState, Plugin, TextSelection } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { fitText, paragraphsOf } from './characters.ts';
import type { Paper } from './paper.ts';
import { marksOf, runsOf, schema } from './schema.ts';
import { within } from './weigh.ts';

export interface InputCallbacks {
  /** Enter: split here. The offset is in UTF-16 units of the words. */
  onSplit?(offset: number): void;
  /** Several paragraphs were pasted or dropped; nothing has been inserted. */
  onPasteParagraphs?(texts: string[], offset: number): void;
  /** Something that cannot be done here was asked for; nothing has happened. */
  onRefused?(why: 'format' | 'line break' | 'proposal'): void;
  /** The selected words are to be put in brackets. */
  onBracket?(): void;
  /** The caret is about to leave by an arrow key. */
  onLeave?(direction: 'up' | 'down'): void;
}

/** No paragraph is longer; a message to the server has a limit as well. */
const LONGEST_PASTE = 20_000;

export function inputPlugin(paper: () => Paper, calls: InputCallbacks): Plugin {
  const handleKey = keydownHandler({
    Enter: (state) => done(calls.onSplit?.(state.selection.from - 1)),
    'Shift-Enter': () => done(calls.onRefused?.('line break')),
    'Mod-b': () => done(format(paper(), 'strong', calls)),
    'Shift-Mod-b': () => done(calls.onBracket?.()),
    'Mod-i': () => done(format(paper(), 'em', calls)),
    'Mod-z': () => done(paper().undo()),
    'Mod-y': () => done(paper().redo()),
    'Shift-Mod-z': () => done(paper().redo()),
    ArrowUp: (_state, _dispatch, view) => leave(view, 'up', calls),
    ArrowDown: (_state, _dispatch, view) => leave(view, 'down', calls)
  });
  const put = (view: EditorView, text: string, at?: number): boolean => {
    const texts = paragraphsOf(text.slice(0, LONGEST_PASTE));
    const offset = (at ?? view.state.selection.from) - 1;
    if (texts.length > 1 && calls.onPasteParagraphs) calls.onPasteParagraphs(texts, offset);
    else {
      const { tr } = view.state;
      if (at !== undefined) tr.setSelection(TextSelection.create(tr.doc, at));
      const plain = texts.length > 1 ? texts.join(' ') : fitText(text).normalize('NFC');
      view.dispatch(tr.insertText(plain).scrollIntoView());
    }
    return true;
  };

  return new Plugin({
    props: {
      editable: () => paper().mode !== 'read',
      handleKeyDown: (view, event) => handleKey(view, event),
      handlePaste: (view, event) => put(view, event.clipboardData?.getData('text/plain') ?? ''),
      handleDrop(view, event, _slice, moved) {
        if (moved) return false; // ProseMirror moves it; the rules make it an amendment
        const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
        return put(view, event.dataTransfer?.getData('text/plain') ?? '', place?.pos);
      },
      clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, ' '),
      handleDOMEvents: {
        beforeinput: (view, event) => beforeInput(view, event, calls),
        keydown: (view, event) => beforeProcessedKey(view, event, paper()),
        compositionstart: (view) => beforeComposition(view, paper())
      }
    }
  });
}

function done(_result: unknown): boolean {
  return true;
}

/**
 * Letters and deletions are carried out from the range the browser says it would change. Left to
 * it, the browser would change the page first and the editor read it back: two layouts a letter.
 */
function beforeInput(view: EditorView, event: InputEvent, calls: InputCallbacks): boolean {
  if (event.inputType === 'insertParagraph' || event.inputType === 'insertLineBreak') {
    event.preventDefault();
    if (event.inputType === 'insertParagraph') calls.onSplit?.(view.state.selection.from - 1);
    return true;
  }
  if (/^(history|format)/.test(event.inputType)) {
    event.preventDefault();
    return true;
  }
  const types = event.inputType === 'insertText' && event.data !== null;
  const deletes = /^delete(?!Composition|ByDrag|ByCut)/.test(event.inputType);
  const range = (types || deletes) && !view.composing ? event.getTargetRanges()[0] : undefined;
  if (!range) return false;
  const place = (node: Node, offset: number) =>
    Math.min(Math.max(view.posAtDOM(node, offset), 1), view.state.doc.content.size - 1);
  let from = place(range.startContainer, range.startOffset);
  let to = place(range.endContainer, range.endOffset);
  event.preventDefault();
  if (types) {
    view.dispatch(view.state.tr.insertText(event.data ?? '', from, to).scrollIntoView());
    return true;
  }
  if (from === to) [from, to] = pastSign(view, from, event.inputType);
  if (from < to) view.dispatch(view.state.tr.delete(from, to).scrollIntoView());
  return true;
}

/** A bracket's sign is no character: deleting goes on to the one behind it. */
function pastSign({ state }: EditorView, place: number, inputType: string): [number, number] {
  const back = inputType.endsWith('Backward');
  const last = state.doc.content.size - 1;
  return back ? [Math.max(1, place - 1), place] : [place, Math.min(last, place + 1)];
}

/** What an input method reports as the key while it is at work. */
const PROCESSED = 229;

/**
 * Typing over selected words with an input method: they are struck out at the key press. Once the
 * composition has begun the browser gives it up when the selection moves, and leaves a letter.
 */
function beforeProcessedKey(view: EditorView, event: KeyboardEvent, paper: Paper): boolean {
  const letter = event.keyCode === PROCESSED && /^(Key|Digit)/.test(event.code);
  const command = event.ctrlKey || event.metaKey || event.altKey;
  if (letter && !command && !view.composing && paper.mode === 'propose') strikeSelected(view);
  return false;
}

/** Let the composed text begin inside its own mark, so that nothing is redrawn under it. */
function beforeComposition(view: EditorView, paper: Paper): boolean {
  if (paper.mode !== 'propose') return false;
  strikeSelected(view);
  view.dispatch(view.state.tr.setStoredMarks(marksOf([paper.hand.key('ins')])));
  return false;
}

function strikeSelected(view: EditorView): void {
  // The browser's own selection: ProseMirror may not have heard of it yet.
  const selected = view.dom.ownerDocument.getSelection();
  if (!selected?.anchorNode || !selected.focusNode || !view.dom.contains(selected.anchorNode)) return;
  const anchor = view.posAtDOM(selected.anchorNode, selected.anchorOffset);
  const head = view.posAtDOM(selected.focusNode, selected.focusOffset);
  if (anchor === head) return;
  const { tr, doc } = view.state;
  view.dispatch(tr.setSelection(TextSelection.create(doc, anchor, head)).deleteSelection());
}

/** Strong and emphasis, where the writer may: editing directly, or on one's own insertion. */
function format(paper: Paper, name: 'strong' | 'em', calls: InputCallbacks): void {
  const { state, mode, hand } = paper;
  if (mode === 'read') return;
  toggleMark(schema.marks[name])(state, (tr) => {
    const allowed = within(mode, hand.pen, runsOf(state.doc), runsOf(tr.doc));
    if (allowed) paper.dispatch(paper.exact(tr));
    else calls.onRefused?.('format');
  });
}

function leave(view: EditorView | undefined, way: 'up' | 'down', calls: InputCallbacks): boolean {
  if (!view || !calls.onLeave || !atEdge(view, view.state, way)) return false;
  calls.onLeave(way);
  return true;
}

function atEdge(view: EditorView, { selection }: EditorState, way: 'up' | 'down'): boolean {
  return selection.empty && view.endOfTextblock(way);
}
