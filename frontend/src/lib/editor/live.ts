/** A paragraph that is alive: attached to the server, mounted, and following what is allowed. */
import type { Attached, Live, Presence, Sync } from '#lib/sync/index.ts';
import { type Beyond, NOTHING_BEYOND } from '#lib/brackets.ts';
import type { Mode } from './amend.ts';
import type { Held } from './held.ts';
import type { Seats } from './seats.ts';
import {
  type EditorCallbacks,
  type EditorStrings,
  mountParagraph,
  type ParagraphView
} from './view.ts';

export interface LiveOptions {
  sync: Sync;
  /** The paragraph's name on the wire. */
  name: string;
  /** The paragraph's identity, for cursors. */
  paragraph: string;
  presence: Presence | null;
  mode: Mode;
  pen: string | null;
  seats: Seats;
  strings: EditorStrings;
  beyond?: Beyond;
  callbacks?: EditorCallbacks;
  /** The editor now shows the words: static HTML can go. */
  onReady?(): void;
}

export interface LiveParagraph {
  readonly state: Attached['state'];
  setMode(mode: Mode, pen?: string | null): void;
  setSeats(seats: Seats): void;
  setBeyond(beyond: Beyond): void;
  focus(where?: 'start' | 'end' | number): void;
  readonly hasFocus: boolean;
  readonly offset: number;
  /** The words selected, kept hold of; null before there are any. */
  held(): Held | null;
  destroy(): void;
}

export function liveParagraph(element: HTMLElement, options: LiveOptions): LiveParagraph {
  const { sync, presence, paragraph } = options;
  let { mode, pen, seats, beyond = NOTHING_BEYOND } = options;
  let view: ParagraphView | null = null;
  let shown: Live['ytext'] = null;
  let scope: Live['scope'] = null;
  let wish: 'start' | 'end' | number | null = null; // where the caret is to go once it can
  let asked = false;
  const attached = sync.attach(options.name);
  const effective = (): Mode => (scope === 'read-write' ? mode : 'read');

  const mount = (ytext: NonNullable<Live['ytext']>): void => {
    view?.destroy();
    view = mountParagraph(element, {
      ...options,
      ytext,
      mode: effective(),
      pen,
      seats,
      beyond,
      cursors: presence ? { presence, paragraph } : null
    });
    shown = ytext;
    options.onReady?.();
  };

  const settle = (): void => {
    const nowhere = document.activeElement === document.body;
    if (view && wish !== null && !view.hasFocus && (asked || nowhere)) view.focus(wish);
    wish = null;
    asked = false;
  };

  const stop = attached.live.subscribe((live) => {
    if (view?.hasFocus) wish = view.offset; // a refusal takes the caret only for a moment
    scope = live.scope;
    if (live.ytext && live.ytext !== shown) mount(live.ytext);
    else view?.setMode(effective(), pen);
    // A moment later: what `onReady` lets appear cannot have the caret before it has.
    if (view && effective() !== 'read' && wish !== null) queueMicrotask(settle);
  });

  return {
    state: attached.state,
    setMode(newMode, newPen = pen) {
      mode = newMode;
      pen = newPen;
      view?.setMode(effective(), pen);
    },
    setSeats(newSeats) {
      seats = newSeats;
      view?.setSeats(seats);
    },
    setBeyond(newBeyond) {
      beyond = newBeyond;
      view?.setBeyond(beyond);
    },
    focus(where = 'end') {
      if (view) return view.focus(where);
      wish = where; // the words have not come yet
      asked = true;
    },
    get hasFocus() {
      return view?.hasFocus ?? false;
    },
    get offset() {
      return view?.offset ?? 0;
    },
    held: () => view?.held() ?? null,
    destroy() {
      stop();
      view?.destroy();
      attached.detach();
    }
  };
}
