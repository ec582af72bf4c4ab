/**
 * Draws the signs of brackets, placeholders and notes in an editor. They are text one can find,
 * read aloud and copy, and no characters of the words: nobody can type or delete one.
 */
import { Fragment, type Node, Slice } from 'prosemirror-model';
import { Plugin, PluginKey } from 'prosemirror-state';
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view';
import { type Beyond, NOTHING_BEYOND, readable, signsOf } from '#lib/brackets.ts';
import { signElement } from '#lib/drawn.ts';
import { marksOf, runsOf, schema } from './schema.ts';

interface Drawn {
  beyond: Beyond;
  set: DecorationSet;
}

const key = new PluginKey<Drawn>('signs');

export function signsPlugin(beyond: Beyond = NOTHING_BEYOND): Plugin {
  let dragged = false;
  return new Plugin<Drawn>({
    key,
    state: {
      init: (_config, { doc }) => ({ beyond, set: draw(doc, beyond) }),
      apply(tr, drawn) {
        const fresh = tr.getMeta(key) as Beyond | undefined;
        if (!fresh && !tr.docChanged) return drawn;
        const reaching = fresh ?? drawn.beyond;
        return { beyond: reaching, set: draw(tr.doc, reaching) };
      }
    },
    props: {
      decorations: (state) => key.getState(state)?.set,
      handleDOMEvents: {
        dragstart: () => {
          dragged = true; // what is dragged within the text is words, and gets no signs
          return false;
        },
        dragend: () => (dragged = false)
      },
      transformCopied(slice, view) {
        if (dragged) dragged = false;
        else return asRead(slice, view);
        return slice;
      }
    }
  });
}

/** Tell an editor which brackets reach beyond its paragraph. */
export function setBeyond(view: EditorView, beyond: Beyond): void {
  const known = key.getState(view.state)?.beyond ?? NOTHING_BEYOND;
  if (same(known.before, beyond.before) && same(known.after, beyond.after)) return;
  view.dispatch(view.state.tr.setMeta(key, beyond));
}

function same(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}

function draw(doc: Node, beyond: Beyond): DecorationSet {
  const signs = signsOf(runsOf(doc), beyond);
  if (!signs.length) return DecorationSet.empty;
  const open = new Set(beyond.before);
  return DecorationSet.create(
    doc,
    signs.map((sign, order) => {
      if (sign.opens) open.add(sign.key);
      const marks = marksOf(open);
      if (!sign.opens) open.delete(sign.key);
      return Decoration.widget(sign.at + 1, () => signElement(sign), {
        key: `${sign.key} ${sign.opens ? '[' : ']'} ${sign.depth} ${String(sign.proposed)}`,
        // The caret stands outside: before what opens and behind what closes. The signs of one
        // place keep their order.
        side: sign.opens ? 1 + order / 1e4 : -1 + order / 1e4,
        marks,
        ignoreSelection: true
      });
    })
  );
}

/** What is copied reads as it is seen: signs are characters, and nothing else of the structure. */
function asRead(slice: Slice, view: EditorView): Slice {
  const { from, to } = view.state.selection;
  const drawn = key.getState(view.state);
  if (!drawn || drawn.set === DecorationSet.empty || from === to) return slice;
  const text = readable(runsOf(view.state.doc), from - 1, to - 1, drawn.beyond);
  return new Slice(Fragment.from(schema.node('line', null, schema.text(text))), 1, 1);
}
