/** The words about to be put in brackets, and what becomes of them while one writes the reason. */
import { Refusal } from '#lib/api/http.ts';
import { readable } from '#lib/brackets.ts';
import type { Held } from '#lib/editor/index.ts';
import { canonical, digest, plain, type Run } from '#lib/words.ts';

export interface Range {
  paragraph_id: string;
  start: number;
  end: number;
  digest: string;
}

export class ChosenWords {
  private runs = $state.raw<Run[]>([]);
  start = $state(0);
  end = $state(0);
  /** Whether the words changed under the person's hands, so that they must look again. */
  moved = $state(false);
  private readonly held: Held | null;
  private readonly whole: boolean;
  private readonly paragraph: string;

  /** Without a selection the whole paragraph is meant. */
  constructor(paragraph: string, held: Held | null, words: Run[]) {
    this.paragraph = paragraph;
    const range = held?.range();
    this.whole = !range || range.start === range.end;
    this.held = this.whole ? null : held;
    this.take(words);
  }

  get text(): string {
    return readable(this.runs, this.start, this.end);
  }
  get gone(): boolean {
    return !plain(this.runs).slice(this.start, this.end).trim();
  }

  /** The range as the server takes it; `onward` when it goes on in the next paragraph. */
  async range(onward = false): Promise<Range> {
    const { start, end, runs, paragraph } = this;
    const last = onward ? plain(runs).length : end;
    return { paragraph_id: paragraph, start, end: last, digest: await digest(runs) };
  }

  /**
   * Carry out an act on the words. If they are others by now, keep hold of those chosen where they
   * are now, to be looked at again, and refuse.
   */
  async act<T>(verb: () => Promise<T>): Promise<T> {
    try {
      return await verb();
    } catch (error) {
      const words = error instanceof Refusal ? error.details['words'] : undefined;
      if (Array.isArray(words)) {
        this.moved = true;
        this.take(words as Run[]);
      }
      throw error;
    }
  }

  private take(words: Run[]): void {
    this.runs = canonical(this.held?.runs() ?? words);
    const range = this.held?.range();
    this.start = range?.start ?? 0;
    this.end = range?.end ?? plain(this.runs).length;
  }
}
