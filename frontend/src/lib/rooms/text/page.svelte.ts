/** What one reader has before them on a text page: chosen, filtered, opened. Made anew per page. */
import { createContext, tick } from 'svelte';
import type { Consensus, Stance } from '#lib/api/consensus.ts';
import type { Paragraph } from '#lib/api/types.ts';
import type { Presence, Sync } from '#lib/sync/index.ts';
import type { Bracket } from '#lib/api/brackets.ts';
import { type Beyond, NOTHING_BEYOND } from '#lib/brackets.ts';
import type { Held, Seats } from '#lib/editor/index.ts';
import type { SetVerb } from '#lib/rooms/alternatives/sets.ts';
import type { Run } from '#lib/words.ts';
import { type Filters, NO_FILTERS } from './filters.ts';
import { FIRST } from './unroll.ts';

export type View = 'amendments' | 'base' | 'amended';
export type How = 'direct' | 'propose';

/** An act that needs a dialog, on the paragraph it is about. */
export type Act =
  | { kind: 'status' | 'reopen' | 'kind' | 'move' | 'retire' | 'merge'; paragraph: Paragraph }
  | { kind: 'add'; paragraph: Paragraph; texts?: string[] }
  | { kind: 'alternative'; paragraph: Paragraph }
  | { kind: 'alternatives'; verb: SetVerb; set: string; option?: string }
  | { kind: 'split'; paragraph: Paragraph; at: number }
  | {
      kind: 'decide';
      paragraph: Paragraph;
      amendment: string;
      verb: 'accept' | 'reject' | 'withdraw';
    }
  | { kind: 'bracket'; paragraph: Paragraph; held: Held | null }
  | { kind: 'aside'; paragraph: Paragraph; held: Held | null; aside: 'placeholders' | 'notes' }
  | { kind: 'hold' | 'remove' | 'choose'; bracket: Bracket }
  | { kind: 'lift'; bracket: Bracket; delegation: string | null }
  | { kind: 'brackets' }
  | { kind: 'silence' | 'break_silence'; paragraph: Paragraph }
  | { kind: 'level'; paragraph: Paragraph }
  | { kind: 'numbers' | 'numbering' | 'renumber' }
  | { kind: 'position'; paragraph: Paragraph; stance: Stance }
  | { kind: 'withdraw_position' | 'confirm' | 'decline'; paragraph: Paragraph }
  | { kind: 'part' | 'subsume'; paragraph: Paragraph; amendment: string }
  | { kind: 'shortcuts' };

type Focus = (where: 'start' | 'end') => void;

export class TextPage {
  chosen = $state<string | null>(null);
  filters = $state<Filters>({ ...NO_FILTERS });
  view = $state<View>('amendments');
  how = $state<How>('direct');
  act = $state<Act | null>(null);
  /** The drawers of a narrow page. */
  drawer = $state<'outline' | 'panel' | null>(null);
  menuOpen = $state(false);
  notice = $state('');
  /** The bracket whose card is shown, beside its sign. */
  card = $state.raw<{ key: string; sign: HTMLElement; focus: boolean } | null>(null);
  /** The brackets that reach beyond a paragraph, by its identity. */
  beyond = $state.raw<ReadonlyMap<string, Beyond>>(new Map());
  /** What the room thinks of each paragraph, once it is known. */
  sense = $state.raw<Consensus | null>(null);
  seats = $state.raw<Seats>({});
  sync = $state.raw<Sync | null>(null);
  presence = $state.raw<Presence | null>(null);
  /** How many paragraphs stand in the page so far: a long text comes in slices. */
  drawn = $state(FIRST);
  /** Identities of the paragraphs shown, in order. */
  shown: string[] = [];

  private readonly runs = new Map<string, Run[]>();
  private readonly editors = new Map<string, Focus>();
  private readonly holders = new Map<string, () => Held | null>();
  private fading: ReturnType<typeof setTimeout> | undefined;

  /** The words as they are on screen at this moment. */
  wordsOf(paragraph: Paragraph): Run[] {
    return this.runs.get(paragraph.id) ?? paragraph.words;
  }
  heard(id: string, runs: Run[]): void {
    this.runs.set(id, runs);
  }
  /** Nothing is live there any more: the words on screen are those the server told. */
  silent(id: string): void {
    this.runs.delete(id);
  }
  /** Take in what every row reads, only where it is new: else all of them would be drawn anew. */
  look(seats: Seats, beyond: ReadonlyMap<string, Beyond>): void {
    if (JSON.stringify(seats) !== JSON.stringify(this.seats)) this.seats = seats;
    if (spelt(beyond) !== spelt(this.beyond)) this.beyond = beyond;
  }
  beyondOf(id: string): Beyond {
    return this.beyond.get(id) ?? NOTHING_BEYOND;
  }
  /** The words selected in a paragraph, if somebody can write or read there live. */
  heldIn(id: string): Held | null {
    return this.holders.get(id)?.() ?? null;
  }
  /** Ask about brackets around the words selected, or around the whole paragraph. */
  bracket(paragraph: Paragraph): void {
    if (paragraph.mode === 'read') return this.say(paragraph.read_only_reason ?? '');
    this.act = { kind: 'bracket', paragraph, held: this.heldIn(paragraph.id) };
  }
  enrol(id: string, focus: Focus, held: () => Held | null = () => null): () => void {
    this.editors.set(id, focus);
    this.holders.set(id, held);
    return () => {
      if (this.editors.get(id) === focus) {
        this.editors.delete(id);
        this.holders.delete(id);
      }
    };
  }

  choose(id: string | null): void {
    this.chosen = id;
  }
  /** Choose the next or previous shown paragraph and bring it into view. */
  step(by: 1 | -1): void {
    const at = this.chosen ? this.shown.indexOf(this.chosen) : -1;
    const next = this.shown[at === -1 ? (by === 1 ? 0 : this.shown.length - 1) : at + by];
    if (next) this.show(next);
  }
  /** Choose a paragraph, scroll to it and put the focus on it. */
  show(id: string, block: ScrollLogicalPosition = 'nearest'): void {
    this.chosen = id;
    const row = document.getElementById(`p-${id}`);
    if (!row) return this.drawAll(() => this.show(id, block));
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block });
  }
  write(id: string, where: 'start' | 'end' = 'end'): void {
    this.chosen = id;
    const row = document.getElementById(`p-${id}`);
    if (!row) return this.drawAll(() => this.write(id, where));
    row.scrollIntoView({ block: 'nearest' });
    this.editors.get(id)?.(where);
  }
  /** What is asked for may not be drawn yet: draw the whole text, then go there. */
  private drawAll(then: () => void): void {
    if (this.drawn === Infinity) return;
    this.drawn = Infinity;
    void tick().then(then);
  }
  /** Say something small in passing; it goes by itself. */
  say(words: string): void {
    clearTimeout(this.fading);
    this.notice = words;
    this.fading = setTimeout(() => (this.notice = ''), 8000);
  }
}

export const [useTextPage, setTextPage] = createContext<TextPage>();

function spelt(beyond: ReadonlyMap<string, Beyond>): string {
  return JSON.stringify([...beyond].map(([id, { before, after }]) => [id, [...before], [...after]]));
}
