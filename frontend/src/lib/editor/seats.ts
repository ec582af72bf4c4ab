/** How amendments look: whose they are, in which colour, and what a screen reader is told. */
import type { Mark } from 'prosemirror-model';
import type { MarkViewConstructor } from 'prosemirror-view';
import { amendmentMark } from '#lib/words.ts';
import { amendmentData, keyOf } from './schema.ts';

/** Who holds a pen. */
export interface Seat {
  /** The delegation's short name, or "Chair"; empty when attribution is hidden. */
  label: string;
  /** Index into the palette `--seat-0` … `--seat-11`; null for none. */
  colour: number | null;
  mine: boolean;
}

export type Seats = Readonly<Record<string, Seat>>;

export interface SeatStrings {
  inserted(label: string): string;
  deleted(label: string): string;
}

/** The colour of a seat as a CSS value. */
export function seatColour(colour: number | null | undefined): string {
  return colour === null || colour === undefined ? 'var(--seat-none)' : `var(--seat-${colour})`;
}

/** Draws amendment marks; `dress` again after seats have changed. */
export class Wardrobe {
  private seats: Seats;
  private readonly strings: SeatStrings;

  constructor(seats: Seats, strings: SeatStrings) {
    this.seats = seats;
    this.strings = strings;
  }

  readonly view: MarkViewConstructor = (mark: Mark) => {
    const dom = document.createElement(mark.type.name);
    Object.assign(dom.dataset, camel(amendmentData(mark)));
    this.dress(dom, keyOf(mark));
    return { dom, ignoreMutation: (mutation) => mutation.type === 'attributes' };
  };

  setSeats(seats: Seats, root: HTMLElement): void {
    this.seats = seats;
    for (const dom of root.querySelectorAll<HTMLElement>('[data-amendment]')) {
      const { amendment = '', burst = '' } = dom.dataset;
      this.dress(dom, `${dom.localName}--${amendment}-${burst}`);
    }
  }

  private dress(dom: HTMLElement, key: string): void {
    const mark = amendmentMark(key);
    const seat = this.seats[mark?.pen ?? ''];
    const say = mark?.op === 'del' ? this.strings.deleted : this.strings.inserted;
    dom.style.setProperty('--seat', seatColour(seat?.colour));
    dom.setAttribute('aria-description', say(seat?.label ?? ''));
    dom.toggleAttribute('data-mine', seat?.mine ?? false);
  }
}

function camel(data: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name.replace(/^data-/, ''), value])
  );
}
