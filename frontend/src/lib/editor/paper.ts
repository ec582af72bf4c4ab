/** One paragraph being written: the editor's state, the shared text and the hand, kept in step. */
import { EditorState, type Plugin, type Transaction } from 'prosemirror-state';
import type * as Y from 'yjs';
import { type Mode, rewrite } from './amend.ts';
import { docFrom, pushSteps, transactionOf } from './binding.ts';
import { Hand, type HandOptions } from './hand.ts';
import { schema } from './schema.ts';
import { createUndo, type Undo } from './undo.ts';

export interface PaperOptions extends HandOptions {
  ytext: Y.Text;
  mode: Mode;
  plugins?: Plugin[];
  /** Called after every change of state, with the transaction that made it. */
  changed?: (state: EditorState, tr: Transaction) => void;
  /** Words of others' proposals were left as they were. */
  kept?: () => void;
}

const EXACT = 'exact';

export class Paper {
  state: EditorState;
  mode: Mode;
  readonly ytext: Y.Text;
  hand: Hand;
  private history: Undo;
  private readonly options: PaperOptions;

  constructor(options: PaperOptions) {
    this.options = options;
    this.ytext = options.ytext;
    this.mode = options.mode;
    this.hand = new Hand(options);
    this.state = EditorState.create({
      schema,
      doc: docFrom(options.ytext),
      plugins: options.plugins ?? []
    });
    this.history = createUndo(this.ytext, this, () => ({ mode: this.mode, pen: this.hand.pen }));
    this.ytext.observe(this.receive);
  }

  /** Take in a person's transaction: what it does to words is rewritten by the rules. */
  dispatch(asked: Transaction): void {
    if (!asked.docChanged) return this.apply(asked);
    if (asked.getMeta(EXACT) === true) return this.write(asked);
    const { tr, kept } = rewrite(this.state, asked, this.mode, this.hand);
    if (this.hand.fresh) this.history.pause(); // a burst is what one undo takes back
    this.write(tr);
    if (kept) this.options.kept?.();
  }

  /** Mark a transaction as already within the rules (formatting that was checked). */
  exact(tr: Transaction): Transaction {
    return tr.setMeta(EXACT, true);
  }

  setMode(mode: Mode, pen: string | null): void {
    if (mode !== this.mode) this.history.clear();
    this.mode = mode;
    if (pen !== this.hand.pen) this.hand = new Hand({ ...this.options, pen });
  }

  undo(): boolean {
    return this.history.undo();
  }

  redo(): boolean {
    return this.history.redo();
  }

  destroy(): void {
    this.ytext.unobserve(this.receive);
    this.history.destroy();
  }

  /** State, then shared text, then screen: whoever looks at one sees the other in step. */
  private write(tr: Transaction): void {
    this.state = this.state.apply(tr);
    pushSteps(this.ytext, tr, this);
    this.options.changed?.(this.state, tr);
  }

  private apply(tr: Transaction): void {
    this.state = this.state.apply(tr);
    this.options.changed?.(this.state, tr);
  }

  private readonly receive = (event: Y.YTextEvent, { origin, local }: Y.Transaction): void => {
    if (origin === this) return;
    const before = this.state.doc;
    const tr = transactionOf(this.state, event.delta);
    this.hand.follow(tr.mapping);
    this.apply(tr);
    if (!local && this.hand.decidedBetween(before, this.state.doc)) {
      this.hand.renew();
      this.history.clear();
    }
  };
}
