/** A small sync server inside the test: the wire of the real one, and a hand on every switch. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { digestOf } from '#lib/sync/digest.ts';

type Answer = 'save' | 'hold' | 'refuse';

export class FakeServer {
  readonly docs = new Map<string, Y.Doc>();
  readonly sockets = new Set<FakeSocket>();
  readonly scopes = new Map<string, 'readonly' | 'read-write'>();
  readonly denials = new Map<string, string>();
  /** What happens to a change: saved, saved without an answer yet, or refused. */
  answer: Answer = 'save';
  /** The client id that has written in another text of the same past. */
  readonly elsewhere = new Map<string, string>();
  /** How many pages have said that they differ. */
  differing = 0;
  /** Whether new sockets open; a stuck one neither opens nor closes. */
  up: boolean | 'stuck' = true;
  /** How many sockets were asked for. */
  tried = 0;
  private nextClient = 100;
  private held: (() => void)[] = [];

  /** The WebSocket class of a page. */
  get Socket(): new (url: string) => FakeSocket {
    const construct = (_target: object, [url]: [string]) => new FakeSocket(this, url);
    return new Proxy(FakeSocket, { construct }) as unknown as new (url: string) => FakeSocket;
  }

  ticket = (): Promise<number> => Promise.resolve(this.nextClient++);

  /** The client id of the next ticket. */
  get next(): number {
    return this.nextClient;
  }

  /** Tell every page what the words come to. */
  compare(name: string): void {
    this.tellAll(name, { type: 'digest', digest: digestOf(this.doc(name).getText('p').toDelta()) });
  }

  tellAll(name: string, body: object): void {
    const said = JSON.stringify({ document: name, ...body });
    for (const socket of this.sockets) {
      if (socket.names.has(name)) socket.say(name, 5, (out) => encoding.writeVarString(out, said));
    }
  }

  write(name: string, text: string): void {
    this.doc(name).getText('p').insert(0, text);
  }

  doc(name: string): Y.Doc {
    const doc = this.docs.get(name) ?? new Y.Doc();
    this.docs.set(name, doc);
    return doc;
  }

  text(name: string): string {
    return this.doc(name).getText('p').toJSON();
  }

  release(): void {
    this.answer = 'save';
    for (const answer of this.held.splice(0)) answer();
  }

  setScope(name: string, scope: 'readonly' | 'read-write', sentence = 'Because.'): void {
    this.scopes.set(name, scope);
    for (const socket of this.sockets) if (socket.names.has(name)) this.greet(socket, name, sentence);
  }

  drop(code = 1006, reason = ''): void {
    for (const socket of [...this.sockets]) socket.end(code, reason);
  }

  receive(socket: FakeSocket, data: Uint8Array): void {
    if (data.length === 1) return;
    const decoder = decoding.createDecoder(data);
    const name = decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    if (type === 2) {
      decoding.readVarUint(decoder);
      this.admit(socket, name, decoding.readVarString(decoder));
    } else if (type === 5) {
      this.differing++;
      this.tell(socket, name, 'resync', 'Begin anew.');
    }
    else if (type === 7) socket.names.delete(name);
    else if (type === 1) this.hear(socket, name, decoding.readVarUint8Array(decoder));
    else if (type === 0 && socket.names.has(name)) {
      const step = decoding.readVarUint(decoder);
      const payload = decoding.readVarUint8Array(decoder);
      if (step === 0) this.welcome(socket, name, payload);
      else this.change(socket, name, payload);
    }
  }

  private admit(socket: FakeSocket, name: string, token: string): void {
    const other = this.elsewhere.get(name) === token;
    const denial = other ? 'Elsewhere.' : this.denials.get(name);
    if (denial === undefined) {
      socket.names.add(name);
      this.greet(socket, name, 'Because.');
      return;
    }
    this.tell(socket, name, 'denied', denial);
    socket.say(name, 2, (out) => {
      encoding.writeVarUint(out, 1);
      encoding.writeVarString(out, other ? 'sync.other_text' : 'test.denied');
    });
  }

  private greet(socket: FakeSocket, name: string, sentence: string): void {
    const scope = this.scopes.get(name) ?? 'read-write';
    if (scope === 'readonly') this.tell(socket, name, 'readonly', sentence);
    socket.say(name, 2, (out) => {
      encoding.writeVarUint(out, 2);
      encoding.writeVarString(out, scope);
    });
  }

  private welcome(socket: FakeSocket, name: string, state: Uint8Array): void {
    const doc = this.doc(name);
    sync(socket, name, 1, Y.encodeStateAsUpdate(doc, state));
    sync(socket, name, 0, Y.encodeStateVector(doc));
  }

  private change(socket: FakeSocket, name: string, update: Uint8Array): void {
    const status = (saved: boolean) => socket.say(name, 8, (out) => encoding.writeVarUint(out, +saved));
    const trial = new Y.Doc();
    Y.applyUpdate(trial, Y.encodeStateAsUpdate(this.doc(name)));
    const before = Y.encodeStateAsUpdate(trial).join();
    Y.applyUpdate(trial, update);
    const nothing = Y.encodeStateAsUpdate(trial).join() === before;
    if (!nothing && (this.answer === 'refuse' || this.scopes.get(name) === 'readonly')) {
      this.tell(socket, name, 'refused', 'This stands still.');
      status(false);
    } else if (this.answer === 'hold') {
      this.held.push(() => status(true));
      Y.applyUpdate(this.doc(name), update);
    } else {
      Y.applyUpdate(this.doc(name), update);
      status(true);
      if (!nothing) for (const peer of this.peers(socket, name)) sync(peer, name, 2, update);
    }
  }

  private hear(socket: FakeSocket, name: string, payload: Uint8Array): void {
    const decoder = decoding.createDecoder(payload);
    decoding.readVarUint(decoder);
    const [client, clock] = [decoding.readVarUint(decoder), decoding.readVarUint(decoder)];
    const said = JSON.parse(decoding.readVarString(decoder)) as object | null;
    socket.spoken++;
    const user = { name: `Person ${client}`, delegation: 'd', short: 'ALF', colour: 3, role: 'delegate' };
    const states = encoding.encode((out) => {
      encoding.writeVarUint(out, 1);
      encoding.writeVarUint(out, client);
      encoding.writeVarUint(out, clock);
      encoding.writeVarString(out, JSON.stringify(said && { ...said, user }));
    });
    for (const peer of this.peers(socket, name)) {
      peer.say(name, 1, (out) => encoding.writeVarUint8Array(out, states));
    }
  }

  private peers(socket: FakeSocket, name: string): FakeSocket[] {
    return [...this.sockets].filter((peer) => peer !== socket && peer.names.has(name));
  }

  private tell(socket: FakeSocket, name: string, type: string, sentence: string): void {
    const body = { type, document: name, reason: `test.${type}`, sentence };
    socket.say(name, 5, (out) => encoding.writeVarString(out, JSON.stringify(body)));
  }
}

function sync(socket: FakeSocket, name: string, step: number, payload: Uint8Array): void {
  socket.say(name, 0, (out) => {
    encoding.writeVarUint(out, step);
    encoding.writeVarUint8Array(out, payload);
  });
}

/** The page's end of a socket. Frames arrive one turn later, in order. */
export class FakeSocket extends EventTarget {
  readyState = 0;
  binaryType = 'arraybuffer';
  identifier = '';
  readonly names = new Set<string>();
  /** How many presence messages came. */
  spoken = 0;
  /** A deaf socket is open and nothing comes through, either way. */
  deaf = false;
  private readonly server: FakeServer;

  constructor(server: FakeServer, readonly url: string) {
    super();
    this.server = server;
    server.tried++;
    queueMicrotask(() => {
      if (server.up === 'stuck') return;
      if (!server.up) return this.end(1006);
      this.readyState = 1;
      server.sockets.add(this);
      this.dispatchEvent(new Event('open'));
    });
  }

  send(data: Uint8Array): void {
    if (this.readyState !== 1) throw new Error('not open');
    const copy = data.slice();
    queueMicrotask(() => this.readyState === 1 && !this.deaf && this.server.receive(this, copy));
  }

  say(name: string, type: number, write: (out: encoding.Encoder) => void): void {
    const data = encoding.encode((out) => {
      encoding.writeVarString(out, name);
      encoding.writeVarUint(out, type);
      write(out);
    });
    queueMicrotask(() => {
      if (this.readyState !== 1 || this.deaf) return;
      this.dispatchEvent(new MessageEvent('message', { data: data.slice().buffer }));
    });
  }

  close(): void {
    if (!this.deaf) this.end(1000);
  }

  end(code: number, reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.server.sockets.delete(this);
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason }));
  }
}
