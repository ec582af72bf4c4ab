/** One paragraph's shared document while the page holds it: its life from opening to letting go. */
import * as Y from 'yjs';
import { runsIn, wordsOf } from '#lib/editor/text.ts';
import { amended, plain } from '#lib/words.ts';
import { Cell, sameData } from './cell.ts';
import { Channel, type Notice } from './channel.ts';
import type { Connection } from './connection.ts';
import { digestOf } from './digest.ts';
import { type Drafts, wordsTyped } from './drafts.ts';
import { Ledger } from './ledger.ts';
import type { PendingEdits } from './pending.ts';
import { type DocumentState, documentState, type Facts, LATE } from './state.ts';

export interface Live {
  /** The words; null until they have come. A refusal puts a fresh text in place of the old. */
  ytext: Y.Text | null;
  scope: 'readonly' | 'read-write' | null;
}

export interface Services {
  connection: Connection;
  pending: PendingEdits;
  drafts: Drafts;
  /** What is said in passing. */
  aside: Cell<string>;
}

interface Refused {
  /** What was not acknowledged, and the paragraph as its author wanted it. */
  update: Uint8Array;
  whole: string;
  reason: string;
  sentence: string;
}

/** This visit writes in another text of the same past: here it needs another id. (Y26) */
const OTHER_TEXT = 'sync.other_text';
const KEPT = 'kept in this browser';
const UNSAID = { reason: 'sync.refused', sentence: 'The server did not take this change.' };

export class SharedDocument {
  readonly name: string;
  readonly live = new Cell<Live>({ ytext: null, scope: null });
  readonly state: Cell<DocumentState>;
  private readonly services: Services;
  private client: number;
  private readonly unsubscribe: () => void;
  private facts: Facts;
  private doc!: Y.Doc;
  private channel!: Channel;
  private ledger = new Ledger();
  private kept: Uint8Array | null;
  private refused: Refused | null = null;
  /** Answers still to come to messages of a document that has been replaced. */
  private strays = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string, client: number, kept: Uint8Array | null, services: Services) {
    this.name = name;
    this.client = client;
    this.kept = kept;
    this.services = services;
    this.facts = {
      online: false, synced: false, denied: null, scope: null, obstacle: null, waiting: 0, late: false
    };
    this.state = new Cell<DocumentState>(documentState(this.facts), sameData);
    this.unsubscribe = services.connection.online.subscribe((online) => {
      this.know({ online });
      if (!online) this.services.pending.keep(name, () => this.unsaved, true);
    });
    this.open();
  }

  /** Whether nothing would be lost by letting go of it. */
  get settled(): boolean {
    return this.unsaved === null && !this.refused;
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.unsubscribe();
    this.channel.destroy();
    this.doc.destroy();
  }

  private get unsaved(): Uint8Array | null {
    const parts = [this.refused?.update, this.kept, this.ledger.merged].filter((part) => !!part);
    return parts.length ? Y.mergeUpdates(parts) : null;
  }

  private open(): void {
    const doc = new Y.Doc();
    const text = wordsOf(doc);
    this.doc = doc;
    this.ledger = new Ledger();
    const { socket } = this.services.connection;
    this.channel = new Channel(socket, this.name, doc, String(this.client), {
      synced: () => void this.synced(text),
      scope: (scope) => this.scoped(scope),
      denied: (reason) => void this.denied(reason),
      notice: (notice) => this.notice(notice),
      sent: () => this.ledger.sent(),
      answered: (saved) => this.answered(saved),
      closed: () => this.closed()
    });
    const { channel, ledger } = this;
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === channel) return;
      ledger.note(update, Date.now());
      this.recount();
    });
    channel.attach();
  }

  private synced(text: Y.Text): void {
    const { kept, refused } = this;
    this.kept = null;
    if (kept) Y.applyUpdate(this.doc, kept, KEPT);
    // Only now: Yjs takes another id when words come in under the one it has.
    this.doc.clientID = this.client;
    this.live.set({ ytext: text, scope: this.facts.scope });
    this.know({ synced: true });
    if (refused) void this.draft(refused);
  }

  private scoped(scope: 'readonly' | 'read-write'): void {
    const { obstacle } = this.facts;
    this.know({ scope, denied: null, obstacle: scope === 'readonly' ? obstacle : null });
    if (this.facts.synced && !this.refused) this.live.set({ ...this.live.value, scope });
  }

  private notice({ type, reason, sentence, digest }: Notice): void {
    if (type === 'readonly') this.know({ obstacle: { reason, sentence } });
    else if (type === 'denied') this.know({ denied: { reason, sentence } });
    else if (type === 'refused' && this.strays === 0) this.refuse(reason, sentence);
    else if (type === 'digest' && digest) this.compare(digest);
    else if (type === 'resync') this.resync(reason, sentence);
  }

  /** Say so if these are not the words the server has, though nothing is under way. (Y25) */
  private compare(against: string): void {
    const { waiting, unanswered } = this.ledger;
    if (!this.facts.synced || this.refused || this.strays || waiting || unanswered) return;
    const digest = digestOf(this.doc.getText('p').toDelta());
    if (digest === against) return;
    const said = { type: 'differs', document: this.name, digest, against };
    this.channel.sendStateless(JSON.stringify(said));
  }

  /** Begin anew, and say so in a line where no draft says it. */
  private resync(reason: string, sentence: string): void {
    if (!this.unsaved) this.services.aside.set(sentence);
    this.refuse(reason, sentence);
  }

  private answered(saved: boolean): void {
    if (this.strays > 0) this.strays--;
    else if (saved) {
      this.ledger.saved();
      this.recount();
    } else if (this.ledger.unanswered > 0) {
      this.ledger.unsaved();
      this.refuse(UNSAID.reason, UNSAID.sentence);
    }
  }

  /** Begin anew from the server's words; what was refused becomes a draft once they are here. */
  private refuse(reason: string, sentence: string): void {
    const update = this.unsaved;
    this.strays = this.ledger.unanswered;
    if (update) {
      const whole = plain(amended(runsIn(this.doc.getText('p'))));
      this.refused ??= { update, whole, reason, sentence };
    }
    this.live.set({ ...this.live.value, scope: 'readonly' });
    this.channel.destroy();
    this.facts = { ...this.facts, synced: false };
    this.open();
    this.recount();
  }

  /** Open the text again under an id of its own, at once. */
  private async changeId(reason: string): Promise<void> {
    const { channel } = this;
    const client = await this.services.connection.another().catch(() => null);
    if (this.channel !== channel) return;
    if (client === null) return this.turnedAway(reason);
    this.client = client;
    this.refuse(reason, this.facts.denied?.sentence ?? '');
    this.strays = 0; // whoever is put out is answered nothing more
  }

  private async denied(reason: string): Promise<void> {
    return reason === OTHER_TEXT ? this.changeId(reason) : this.turnedAway(reason);
  }

  private async turnedAway(reason: string): Promise<void> {
    const sentence = this.facts.denied?.sentence ?? null;
    this.know({ denied: { reason, sentence } });
    this.live.set({ ...this.live.value, scope: 'readonly' });
    const update = this.unsaved;
    if (update) {
      const whole = this.live.value.ytext ? plain(amended(runsIn(this.live.value.ytext))) : '';
      this.kept = null;
      this.ledger = new Ledger();
      await this.draft({ update, whole, reason, sentence: sentence ?? '' });
    }
  }

  /** Keep as a draft what the server does not have of a refused update. */
  private async draft({ update, whole, reason, sentence }: Refused): Promise<void> {
    const text = wordsTyped(update, Y.decodeStateVector(Y.encodeStateVector(this.doc)));
    if (text || whole) {
      await this.services.drafts.add({ document: this.name, text, whole, reason, sentence });
    }
    this.refused = null;
    this.recount();
  }

  private closed(): void {
    this.ledger.closed();
    this.strays = 0;
  }

  private recount(): void {
    clearTimeout(this.timer);
    const { waiting, since } = this.ledger;
    const age = since === null ? 0 : Date.now() - since;
    this.services.pending.keep(this.name, () => this.unsaved, !this.facts.online);
    this.know({ waiting, late: since !== null && age >= LATE });
    if (since !== null && age < LATE) {
      this.timer = setTimeout(() => this.recount(), LATE - age);
    }
  }

  private know(more: Partial<Facts>): void {
    this.facts = { ...this.facts, ...more };
    this.state.set(documentState(this.facts));
  }
}
