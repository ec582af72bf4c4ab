/**
 * Unacknowledged edits, kept in the browser until the server says they are saved.
 *
 * One entry for each person, document and page visit, so that two open pages do not overwrite one
 * another. A later visit adopts what an earlier one left: its edits carry the earlier visit's
 * client ids, which the server knows to be the same person's.
 */
import { createStore, delMany, entries, set, type UseStore } from 'idb-keyval';
import * as Y from 'yjs';

/** What is unacknowledged of a document, or null: asked for only when it is kept. */
type Unsaved = () => Uint8Array | null;

/** While online an edit is usually saved before it is worth keeping. */
const PATIENCE = 150;

export class PendingEdits {
  private readonly store: UseStore;
  private readonly person: string;
  private readonly visit: string;
  private readonly wanted = new Map<string, Unsaved>();
  /** Keys under which this visit has kept something. */
  private readonly held = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(person: string, visit: string, store = createStore('chapeau-pending', 'edits')) {
    this.person = person;
    this.visit = visit;
    this.store = store;
  }

  /** Names of the documents this person left edits of, in any visit. */
  async names(): Promise<string[]> {
    const found = (await this.all()).map(([key]) => split(key));
    return [...new Set(found.filter(([person]) => person === this.person).map(([, name]) => name))];
  }

  /** Take over everything kept of a document, as one update; null if there is nothing. */
  async adopt(name: string): Promise<Uint8Array | null> {
    await this.flush();
    const kept = (await this.all()).filter(([key]) => {
      const [person, document] = split(key);
      return person === this.person && document === name;
    });
    if (!kept.length) return null;
    const update = Y.mergeUpdates(kept.map(([, bytes]) => bytes));
    await this.write(this.key(name), update);
    const others = kept.map(([key]) => key).filter((key) => key !== this.key(name));
    if (others.length) await delMany(others, this.store);
    return update;
  }

  /** Keep what is unacknowledged of a document, soon or at once. */
  keep(name: string, unsaved: Unsaved, atOnce: boolean): void {
    this.wanted.set(name, unsaved);
    if (atOnce) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), PATIENCE);
  }

  /** Write what is wanted; resolves once it is in the browser's store. */
  flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const wanted = [...this.wanted].map(([name, unsaved]) => [name, unsaved()] as const);
    this.wanted.clear();
    this.writing = this.writing.then(async () => {
      for (const [name, update] of wanted) {
        await this.write(this.key(name), update).catch(notKept);
      }
    });
    return this.writing;
  }

  /** Everything kept; nothing, where the browser keeps nothing: the page works all the same. */
  private all(): Promise<[string, Uint8Array][]> {
    return entries<string, Uint8Array>(this.store).catch(() => []);
  }

  private async write(key: string, update: Uint8Array | null): Promise<void> {
    if (update) {
      this.held.add(key);
      await set(key, update, this.store);
    } else if (this.held.delete(key)) await delMany([key], this.store);
  }

  private key(name: string): string {
    return `${this.person}\n${name}\n${this.visit}`;
  }
}

function notKept(error: unknown): void {
  console.warn('This browser does not keep unsaved edits.', error);
}

function split(key: string): [person: string, name: string] {
  const [person = '', name = ''] = key.split('\n');
  return [person, name];
}
