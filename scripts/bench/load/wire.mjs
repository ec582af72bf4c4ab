// What goes over the sockets: Hocuspocus' framing (many documents a socket) and y-websocket's (one).
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as awareness from 'y-protocols/awareness'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'

export const [OTHER, STEP1, STEP2, UPDATE, SAVED, UNSAVED, DENIED, OPENED, PING, AWARENESS] =
  Array(10).keys()

const EMPTY = new Y.Doc()
const NOTHING = Y.encodeStateVector(EMPTY)
const SYNC_KINDS = [STEP1, STEP2, UPDATE]

function written(write) {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

function readSync(decoder) {
  const kind = SYNC_KINDS[decoding.readVarUint(decoder)] ?? OTHER
  return { kind, payload: decoding.readVarUint8Array(decoder) }
}

/** Hocuspocus 4: string(document) number(type) payload. */
export const hocuspocus = {
  many: true,
  path: () => '',
  /** Ask to be let in, and for everything there is beyond what one has. */
  hello: (name, token, has = NOTHING) => [
    framed(name, 2, (to) => {
      encoding.writeVarUint(to, 0)
      encoding.writeVarString(to, token)
    }),
    framed(name, 0, (to) => asking(to, has))
  ],
  answer: (name) => framed(name, 0, (to) => sync.writeSyncStep2(to, EMPTY)),
  update: (name, update) => framed(name, 0, (to) => sync.writeUpdate(to, update)),
  presence: (name, states) =>
    framed(name, 1, (to) => encoding.writeVarUint8Array(to, states)),
  read(data) {
    if (data.length === 1) return { name: '', kind: data[0] === 9 ? PING : OTHER, payload: data }
    const decoder = decoding.createDecoder(data)
    const name = decoding.readVarString(decoder)
    const type = decoding.readVarUint(decoder)
    if (type === 0 || type === 4) return { name, ...readSync(decoder) }
    if (type === 1) return { name, kind: AWARENESS, payload: data }
    if (type === 2) {
      const kind = decoding.readVarUint(decoder) === 2 ? OPENED : DENIED
      return { name, kind, payload: decoding.readVarString(decoder) }
    }
    if (type === 8) {
      return { name, kind: decoding.readVarUint(decoder) ? SAVED : UNSAVED, payload: data }
    }
    return { name, kind: OTHER, payload: data }
  },
  pong: new Uint8Array([10])
}

function asking(to, has) {
  encoding.writeVarUint(to, sync.messageYjsSyncStep1)
  encoding.writeVarUint8Array(to, has)
}

function framed(name, type, write) {
  return written((to) => {
    encoding.writeVarString(to, name)
    encoding.writeVarUint(to, type)
    write(to)
  })
}

/** y-websocket: number(type) payload; the address names the document. */
export const ywebsocket = {
  many: false,
  path: (name) => `/${name}`,
  hello: () => [plain(0, (to) => asking(to, NOTHING))],
  answer: () => plain(0, (to) => sync.writeSyncStep2(to, EMPTY)),
  update: (_, update) => plain(0, (to) => sync.writeUpdate(to, update)),
  presence: (_, states) => plain(1, (to) => encoding.writeVarUint8Array(to, states)),
  read(data) {
    const decoder = decoding.createDecoder(data)
    const type = decoding.readVarUint(decoder)
    if (type === 0) return { name: null, ...readSync(decoder) }
    return { name: null, kind: type === 1 ? AWARENESS : OTHER, payload: data }
  },
  pong: null
}

function plain(type, write) {
  return written((to) => {
    encoding.writeVarUint(to, type)
    write(to)
  })
}

/** One person's presence, as `y-protocols` writes it. */
export class Shown {
  constructor(client, name) {
    this.states = new Map()
    this.about = { states: this.states, meta: new Map() }
    this.client = client
    this.name = name
    this.clock = 0
  }

  at(place) {
    this.states.set(this.client, { user: { name: this.name, colour: 3 }, cursor: place })
    this.about.meta.set(this.client, { clock: ++this.clock })
    return awareness.encodeAwarenessUpdate(this.about, [this.client])
  }
}
