/** The documents this page holds: opened once however many ask, let go a while after the last. */
import { Cell, type Readable } from './cell.ts';
import { type Live, type Services, SharedDocument } from './document.ts';
import type { DocumentState } from './state.ts';

export interface Attached {
  readonly name: string;
  readonly live: Readable<Live>;
  readonly state: Readable<DocumentState>;
  detach(): void;
}

interface Holding {
  count: number;
  live: Cell<Live>;
  state: Cell<DocumentState>;
  document: SharedDocument | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const NOTHING: Live = { ytext: null, scope: null };
const LOADING: DocumentState = { kind: 'loading' };
const RETRY = 2000;

export class Documents {
  /** The state of every document held. */
  readonly states = new Cell<DocumentState[]>([]);
  private readonly held = new Map<string, Holding>();
  private readonly services: Services;
  private readonly grace: number;

  constructor(services: Services, grace = 10_000) {
    this.services = services;
    this.grace = grace;
  }

  attach(name: string): Attached {
    const holding = this.held.get(name) ?? this.begin(name);
    holding.count++;
    clearTimeout(holding.timer);
    let attached = true;
    const detach = () => {
      if (attached && --holding.count === 0) this.letGo(name, holding);
      attached = false;
    };
    return { name, live: holding.live, state: holding.state, detach };
  }

  stateOf(name: string): Readable<DocumentState> {
    return this.held.get(name)?.state ?? new Cell<DocumentState>(LOADING);
  }

  /** Send what earlier visits left unsaved, whether or not anyone looks at it. */
  async resend(): Promise<void> {
    for (const name of await this.services.pending.names()) {
      const attached = this.attach(name);
      const stop = attached.state.subscribe(({ kind }) => {
        if (kind === 'loading' || kind === 'saving' || kind === 'offline') return;
        queueMicrotask(() => {
          stop();
          attached.detach();
        });
      });
    }
  }

  destroy(): void {
    for (const holding of this.held.values()) {
      clearTimeout(holding.timer);
      holding.document?.destroy();
    }
    this.held.clear();
  }

  private begin(name: string): Holding {
    const holding: Holding = {
      count: 0,
      live: new Cell(NOTHING),
      state: new Cell(LOADING),
      document: null,
      timer: undefined
    };
    this.held.set(name, holding);
    void this.open(name, holding);
    return holding;
  }

  private async open(name: string, holding: Holding): Promise<void> {
    const { connection, pending } = this.services;
    try {
      const client = await connection.client();
      const kept = await pending.adopt(name);
      if (this.held.get(name) !== holding) return;
      const document = new SharedDocument(name, client, kept, this.services);
      holding.document = document;
      connection.connect();
      document.live.subscribe((live) => holding.live.set(live));
      document.state.subscribe((state) => {
        holding.state.set(state);
        this.tell();
      });
    } catch {
      // No ticket: the network or the server is away. Nothing can be typed yet, so nothing waits.
      holding.timer = setTimeout(() => void this.open(name, holding), RETRY);
    }
  }

  private letGo(name: string, holding: Holding): void {
    clearTimeout(holding.timer);
    holding.timer = setTimeout(() => {
      if (holding.document && !holding.document.settled) return this.letGo(name, holding);
      this.held.delete(name);
      holding.document?.destroy();
      this.tell();
    }, this.grace);
  }

  private tell(): void {
    this.states.set([...this.held.values()].map(({ state }) => state.value));
  }
}
