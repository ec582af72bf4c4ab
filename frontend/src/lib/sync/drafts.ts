/** Words the server refused, kept for their author to copy until they are dismissed. */
import { createStore, del, set, values, type UseStore } from 'idb-keyval';
import * as Y from 'yjs';
import { Cell, type Readable } from './cell.ts';

export interface Draft {
  id: string;
  person: string;
  /** Name of the document on the wire. */
  document: string;
  /** The words typed and refused; empty if words were only struck out. */
  text: string;
  /** The paragraph as its author wanted it; empty if it was not open. */
  whole: string;
  reason: string;
  sentence: string;
  /** When, in ISO 8601. */
  at: string;
}

export class Drafts {
  private readonly cell = new Cell<Draft[]>([]);
  private readonly store: UseStore;
  private readonly person: string;

  constructor(person: string, store = createStore('chapeau-drafts', 'drafts')) {
    this.person = person;
    this.store = store;
    void this.recall();
  }

  /** This person's drafts, oldest first. */
  get list(): Readable<Draft[]> {
    return this.cell;
  }

  /** Show a draft, and keep it; resolves once it is kept. */
  async add(draft: Omit<Draft, 'id' | 'person' | 'at'>): Promise<void> {
    const about = { id: crypto.randomUUID(), person: this.person, at: new Date().toISOString() };
    const kept = { ...draft, ...about };
    this.cell.set([...this.cell.value, kept]);
    await set(kept.id, kept, this.store).catch(notKept);
  }

  async dismiss(id: string): Promise<void> {
    this.cell.set(this.cell.value.filter((draft) => draft.id !== id));
    await del(id, this.store).catch(notKept);
  }

  private async recall(): Promise<void> {
    const all = await values<Draft>(this.store).catch((): Draft[] => []);
    const shown = new Set(this.cell.value.map((draft) => draft.id));
    const mine = all.filter((draft) => draft.person === this.person && !shown.has(draft.id));
    this.cell.set([...mine.sort((a, b) => a.at.localeCompare(b.at)), ...this.cell.value]);
  }
}

/** A browser may refuse to keep anything; what is shown stays until the page goes. */
function notKept(error: unknown): void {
  console.warn('This browser does not keep drafts.', error);
}

/** The words an update inserts beyond a known state, in the order they were typed. */
export function wordsTyped(update: Uint8Array, known: Map<number, number>): string {
  const { structs, ds } = Y.decodeUpdate(update);
  let text = '';
  let last: { client: number; clock: number } | null = null;
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue;
    const { client, clock } = struct.id;
    const gone = ds.clients.get(client) ?? [];
    const skip = Math.max(0, (known.get(client) ?? 0) - clock);
    const kept = [...struct.content.str.slice(skip).split('')].filter((_, index) => {
      const at = clock + skip + index;
      return !gone.some((range) => range.clock <= at && at < range.clock + range.len);
    });
    if (!kept.length) continue;
    const origin = struct.origin;
    const follows = last && origin && origin.client === last.client && origin.clock <= last.clock;
    text += text && !follows ? ` … ${kept.join('')}` : kept.join('');
    last = { client, clock: clock + struct.length - 1 };
  }
  return text;
}
