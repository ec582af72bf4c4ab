/**
 * Others' cursors in one paragraph.
 *
 * The stock plugin wakes every editor on the page whenever anybody's cursor moves. This one listens
 * for its own paragraph and redraws only when something there has changed.
 */
import { Plugin, PluginKey } from 'prosemirror-state';
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view';
import * as Y from 'yjs';
import type { Here, Presence } from '#lib/sync/index.ts';
import { seatColour } from './seats.ts';

const key = new PluginKey<DecorationSet>('cursors');

export interface CursorOptions {
  presence: Presence;
  /** The paragraph's identity (not its name on the wire). */
  paragraph: string;
}

interface Place {
  client: number;
  label: string;
  colour: number | null;
  anchor: number;
  head: number;
}

export function cursorPlugin(ytext: Y.Text, { presence, paragraph }: CursorOptions): Plugin {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, set) => {
        const fresh = tr.getMeta(key) as DecorationSet | undefined;
        return fresh ?? set.map(tr.mapping, tr.doc);
      }
    },
    props: { decorations: (state) => key.getState(state) },
    view(view) {
      let shown = '';
      const show = (people: Here[]) => {
        if (view.isDestroyed) return;
        const places = people.flatMap((here) => placeOf(ytext, paragraph, here));
        const now = JSON.stringify(places);
        if (now === shown) return;
        shown = now;
        view.dispatch(view.state.tr.setMeta(key, draw(view, places)));
      };
      // Not at once: the editor is still being made.
      let stop = () => undefined as unknown;
      queueMicrotask(() => {
        if (!view.isDestroyed) stop = presence.people.subscribe(show);
      });
      let published = '';
      const publish = () => {
        const cursor = view.hasFocus() ? ownCursor(ytext, paragraph, view) : null;
        const now = cursor ? JSON.stringify(cursor) : '';
        // An editor that never had the caret must not speak for the one that has it.
        if (now === published) return;
        published = now;
        presence.publish(cursor);
      };
      view.dom.addEventListener('focus', publish);
      view.dom.addEventListener('blur', publish);
      return {
        update: publish,
        destroy() {
          stop();
          if (published) presence.publish(null);
        }
      };
    }
  });
}

function ownCursor(ytext: Y.Text, paragraph: string, view: EditorView) {
  const { anchor, head } = view.state.selection;
  const relative = (position: number) =>
    Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(ytext, position - 1, -1)) as unknown;
  return { paragraph, anchor: relative(anchor), head: relative(head) };
}

function placeOf(ytext: Y.Text, paragraph: string, { client, user, cursor }: Here): Place[] {
  if (cursor?.paragraph !== paragraph || !ytext.doc) return [];
  const [anchor, head] = [absolute(ytext, cursor.anchor), absolute(ytext, cursor.head)];
  if (anchor === null || head === null) return [];
  return [{ client, label: user.short ?? user.name, colour: user.colour, anchor, head }];
}

/** A place another page has sent; null for one that means nothing here. */
function absolute(ytext: Y.Text, sent: unknown): number | null {
  try {
    const relative = Y.createRelativePositionFromJSON(sent);
    const place = ytext.doc && Y.createAbsolutePositionFromRelativePosition(relative, ytext.doc);
    return place?.type === ytext ? place.index + 1 : null;
  } catch {
    return null;
  }
}

function draw(view: EditorView, places: Place[]): DecorationSet {
  const end = view.state.doc.content.size - 1;
  const inside = (position: number) => Math.min(Math.max(position, 1), end);
  const drawn = places.flatMap(({ client, label, colour, anchor, head }) => {
    const [from, to] = [inside(Math.min(anchor, head)), inside(Math.max(anchor, head))];
    const style = `--seat: ${seatColour(colour)}`;
    const caret = Decoration.widget(inside(head), () => caretOf(label, style), {
      key: `${client} ${label} ${String(colour)}`,
      side: 10,
      ignoreSelection: true
    });
    const range = Decoration.inline(from, to, { class: 'cursor-range', style });
    return from < to ? [caret, range] : [caret];
  });
  return DecorationSet.create(view.state.doc, drawn);
}

function caretOf(label: string, style: string): HTMLElement {
  const caret = document.createElement('span');
  caret.className = 'cursor';
  caret.style.cssText = style;
  caret.setAttribute('aria-hidden', 'true');
  caret.dataset['label'] = label;
  return caret;
}
