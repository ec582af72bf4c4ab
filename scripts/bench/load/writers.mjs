// People who type: recorded beforehand with Yjs, so that typing costs the load client nothing.
import * as Y from 'yjs'
import { Shown } from './wire.mjs'

const WORD = 40
const LETTERS = 'etaoin shrdlu '

/** One person in one text, typing a proposal of their own and typing over it every forty letters. */
export class Writer {
  constructor(client, place, base, share) {
    this.client = client
    this.name = place.document
    this.mark = place.mark
    this.doc = new Y.Doc()
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(base))
    this.doc.clientID = client.id
    this.text = this.doc.getText(place.root)
    this.at = Math.floor(this.text.length * share)
    this.length = 1
    this.typed = 0
    this.shown = new Shown(client.id, `Person ${client.index}`)
    this.shownAt = 0
    /** The keystrokes recorded last: number of the first, its clock, and how many there are. */
    this.first = 0
    this.clock = 0
    this.count = 0
    /** Keystrokes sent and not yet said to be saved. */
    this.unsaved = []
  }

  frame(change) {
    let update = null
    const take = (made) => (update = made)
    this.doc.on('update', take)
    this.doc.transact(change)
    this.doc.off('update', take)
    return this.client.protocol.update(this.name, update)
  }

  /** Begin the proposal; what follows is in its marks. */
  begin() {
    const marks = this.mark ? { [this.mark]: true } : {}
    return this.frame(() => this.text.insert(this.at, 'x', marks))
  }

  get now() {
    return Y.getState(this.doc.store, this.client.id)
  }

  /** Type `count` letters; returns a frame for each. `first` is the number of the first one. */
  record(first, count) {
    this.first = first
    this.clock = this.now
    this.count = count
    return Array.from({ length: count }, () =>
      this.frame(() => {
        const letter = LETTERS[this.typed++ % LETTERS.length]
        this.text.insert(this.at + this.length++, letter)
        if (this.length > WORD) {
          this.text.delete(this.at, WORD)
          this.length -= WORD
        }
      })
    )
  }

  /** Where the cursor stands; a tenth of a second at least after it was last said. */
  cursor(now) {
    if (now - this.shownAt < 100) return null
    this.shownAt = now
    return this.shown.at({ paragraph: this.name, anchor: this.clock, head: this.clock })
  }
}

/** Finds, in an update, the keystrokes it carries: by writer and clock. */
export function keystrokes(writers) {
  return (update) => {
    const { from, to } = Y.parseUpdateMeta(update)
    const keys = []
    for (const [id, start] of from) {
      const writer = writers.get(id)
      if (!writer) continue
      const first = Math.max(start, writer.clock)
      const last = Math.min(to.get(id), writer.clock + writer.count)
      for (let clock = first; clock < last; clock++) {
        keys.push(writer.first + clock - writer.clock)
      }
    }
    return keys
  }
}

/** When each keystroke is due: steady hands, not in step with one another. [ms, writer] in order. */
export function schedule(count, rate, seconds, dice) {
  const due = []
  for (let writer = 0; writer < count; writer++) {
    const gap = 1000 / rate
    const phase = dice()
    for (let n = 0; n < Math.round(seconds * rate); n++) {
      due.push([(n + phase + 0.3 * (dice() - 0.5)) * gap, writer])
    }
  }
  return due.sort((a, b) => a[0] - b[0])
}

/** The same chance every time (mulberry32). */
export function dice(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
