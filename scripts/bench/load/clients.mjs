// Sockets of many people, and what arrives at them, each frame read once however many receive it.
import WebSocket from 'ws'
import * as Y from 'yjs'
import * as wire from './wire.mjs'

export const PROTOCOLS = { hocuspocus: wire.hocuspocus, 'y-websocket': wire.ywebsocket }

const CACHED_FRAME = 64 * 1024
const CACHED_FRAMES = 20_000

/** Reads frames; the same bytes are taken apart once. `note` looks at each different update. */
export class Frames {
  constructor(protocol, note = () => null) {
    this.protocol = protocol
    this.note = note
    this.known = new Map()
  }

  read(data) {
    if (data.length > CACHED_FRAME) return this.take(data)
    const key = data.latin1Slice(0, data.length)
    let known = this.known.get(key)
    if (known === undefined) {
      if (this.known.size >= CACHED_FRAMES) this.known.clear()
      known = this.take(data)
      this.known.set(key, known)
    }
    return known
  }

  take(data) {
    const frame = this.protocol.read(data)
    frame.keys = frame.kind === wire.UPDATE ? this.note(frame.payload) : null
    return frame
  }
}

/** One person's socket. */
export class Client {
  constructor(job, frames, index) {
    const person = job.people?.[index]
    this.index = index
    this.id = person?.client ?? 1_000_000 + index
    this.cookie = person?.cookie
    this.job = job
    this.frames = frames
    this.protocol = frames.protocol
    /** Documents asked for and not yet answered. */
    this.awaited = new Set()
    this.bytes = 0
    this.received = 0
    this.writer = -1
    this.failure = null
    this.documents = null
    /** Called with (client, frame, name) for what the opening of documents does not use up. */
    this.hear = null
    this.done = null
  }

  /** Connect; `names` matter here only where the address names the document. */
  connect(names) {
    const headers = this.cookie ? { Cookie: this.cookie, Origin: this.job.origin } : {}
    this.only = names[0]
    return new Promise((resolve, reject) => {
      this.socket = new WebSocket(this.job.url + this.protocol.path(this.only), {
        headers,
        perMessageDeflate: false,
        skipUTF8Validation: true,
        handshakeTimeout: 60_000
      })
      this.socket.on('open', resolve)
      this.socket.on('message', (data) => this.take(data))
      this.socket.on('error', (error) => this.fail(String(error), reject))
      this.socket.on('close', (code) => this.fail(`closed with ${code}`, reject))
    })
  }

  fail(why, reject) {
    if (this.leaving) return
    this.failure ??= why
    reject(new Error(why))
    this.refuse?.(new Error(why))
  }

  /** Open documents; resolves once the words of all have come. `has`: state vectors by name. */
  open(names, has = new Map()) {
    for (const name of names) this.awaited.add(name)
    return new Promise((resolve, reject) => {
      this.done = resolve
      this.refuse = reject
      if (this.failure) reject(new Error(this.failure))
      for (const name of names) {
        for (const frame of this.protocol.hello(name, String(this.id), has.get(name))) this.send(frame)
      }
    })
  }

  send(frame) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame)
  }

  take(data) {
    this.bytes += data.length
    this.received++
    const frame = this.frames.read(data)
    const name = frame.name ?? this.only
    switch (frame.kind) {
      case wire.PING:
        this.send(this.protocol.pong)
        return
      case wire.STEP1:
        this.send(this.protocol.answer(name))
        return
      case wire.DENIED:
        this.fail(`not let into ${name}: ${frame.payload}`, () => {})
        return
      case wire.STEP2:
        this.keep(name, frame.payload)
        if (this.awaited.delete(name) && this.awaited.size === 0) this.done()
        return
    }
    if (this.documents && frame.kind === wire.UPDATE) this.keep(name, frame.payload)
    this.hear?.(this, frame, name)
  }

  /** A witness takes in everything it is sent; the others only count. */
  witness() {
    this.documents = new Map()
    return this
  }

  keep(name, update) {
    if (!this.documents) return
    if (!this.documents.has(name)) this.documents.set(name, new Y.Doc())
    Y.applyUpdate(this.documents.get(name), update)
  }

  leave() {
    this.leaving = true
    this.socket?.terminate()
  }
}

/** Do something for each, at most `width` at a time. */
export async function inTurn(all, width, act) {
  const waiting = [...all].reverse()
  const hand = async () => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) await act(one)
  }
  await Promise.all(Array.from({ length: width }, hand))
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Wait until `true_`, but no longer than `ms`; says whether it came to be. */
export async function until(true_, ms) {
  const end = performance.now() + ms
  while (!true_()) {
    if (performance.now() > end) return false
    await pause(10)
  }
  return true
}
