/** The exact words a person is shown while they decide, and what becomes of them meanwhile. */
import { Refusal } from '#lib/api/http.ts';
import type { Run } from '#lib/api/types.ts';
import { canonical, digest } from '#lib/words.ts';

export class ShownWords {
  words = $state.raw<Run[]>([]);
  /** The words shown before, when they turned out to have changed. */
  earlier = $state.raw<Run[] | null>(null);
  /** The server's own digest of the words, once it has told it. */
  private told: string | null = null;

  constructor(words: Run[]) {
    this.words = canonical(words);
  }

  /** Act on the words shown. If they have changed, keep the new ones to be looked at, and refuse. */
  async act<T>(verb: (digest: string) => Promise<T>): Promise<T> {
    try {
      return await verb(this.told ?? (await digest(this.words)));
    } catch (error) {
      const { words, digest: told } = error instanceof Refusal ? error.details : {};
      if (Array.isArray(words) && typeof told === 'string') {
        this.earlier = this.words;
        this.words = words as Run[];
        this.told = told;
      }
      throw error;
    }
  }
}
