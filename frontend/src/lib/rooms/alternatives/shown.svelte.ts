/** The exact words of all options a person is shown while they decide between them. */
import type { OptionSet } from '#lib/api/alternatives.ts';
import { Refusal } from '#lib/api/http.ts';
import type { Paragraph, Run } from '#lib/api/types.ts';
import { amended, canonical, digest, plain } from '#lib/words.ts';
import { standing } from './sets.ts';

interface Changed {
  before: Run[];
  after: Run[];
}

export class ShownOptions {
  words = $state.raw<ReadonlyMap<string, Run[]>>(new Map());
  /** What turned out to have changed since it was shown, by paragraph. */
  changed = $state.raw<ReadonlyMap<string, Changed>>(new Map());
  private readonly told = new Map<string, string>();

  constructor(set: OptionSet, paragraphs: Paragraph[], wordsOf: (one: Paragraph) => Run[]) {
    const ids = new Set(standing(set).flatMap((option) => option.paragraphs));
    const held = paragraphs.filter((one) => ids.has(one.id));
    this.words = new Map(held.map((one) => [one.id, canonical(wordsOf(one))]));
  }

  /** A paragraph as it reads with every amendment accepted. */
  text(id: string): string {
    return plain(amended(this.words.get(id) ?? []));
  }

  /** Decide about the words shown; if some have changed, show how, and refuse. */
  async act<T>(verb: (digests: Record<string, string>) => Promise<T>): Promise<T> {
    const digests: Record<string, string> = {};
    for (const [id, runs] of this.words) digests[id] = this.told.get(id) ?? (await digest(runs));
    try {
      return await verb(digests);
    } catch (error) {
      this.learn(error instanceof Refusal ? error.details : {});
      throw error;
    }
  }

  private learn({ paragraph_id: id, words, digest: told }: Record<string, unknown>): void {
    if (typeof id !== 'string' || typeof told !== 'string' || !Array.isArray(words)) return;
    const after = words as Run[];
    this.changed = new Map(this.changed).set(id, { before: this.words.get(id) ?? [], after });
    this.words = new Map(this.words).set(id, after);
    this.told.set(id, told);
  }
}
