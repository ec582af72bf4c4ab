// Many people in one text, some of them typing: from each keystroke to everybody else's socket.
import * as Y from 'yjs'
import { Client, Frames, inTurn, pause, PROTOCOLS, until } from './clients.mjs'
import { Latencies } from './latencies.mjs'
import { AWARENESS, SAVED, Shown, UNSAVED, UPDATE } from './wire.mjs'
import { dice, keystrokes, schedule, Writer } from './writers.mjs'

const DRAIN = 20_000
const STALLED = 6000

export class Room {
  constructor(job, say) {
    this.job = job
    this.say = say
    this.byId = new Map()
    this.frames = new Frames(PROTOCOLS[job.protocol], keystrokes(this.byId))
    this.chance = dice(20260101)
    this.writers = []
    this.numbered = 0
    this.refused = 0
    this.presence = 0
    this.forget()
  }

  forget() {
    this.sentAt = new Float64Array(0)
    this.base = this.numbered
    this.heard = new Latencies()
    this.saved = new Latencies()
    this.expected = 0
  }

  documentsOf(index) {
    const { documents, open_each: each } = this.job
    const names = Array.from({ length: each }, (_, n) => documents[(index + n) % documents.length])
    return names.map((one) => one.name)
  }

  /** Connect everybody and open what each looks at; the first one is the witness. */
  async enter() {
    const { job, frames } = this
    const everything = job.documents.map(({ name }) => name)
    this.witness = new Client(job, frames, job.clients).witness()
    await this.witness.connect(everything)
    await this.witness.open(everything)
    this.clients = Array.from({ length: job.clients }, (_, n) => new Client(job, frames, n))
    await inTurn(this.clients, 40, async (client) => {
      const names = this.documentsOf(client.index)
      await client.connect(names)
      const all = job.presence ? new Set([...names, job.presence]) : names
      await client.open(all)
      client.hear = (...what) => this.hear(...what)
    })
    this.openers = new Map(everything.map((name) => [name, 0]))
    for (const { index } of this.clients) {
      for (const name of this.documentsOf(index)) {
        this.openers.set(name, this.openers.get(name) + 1)
      }
    }
    await this.propose()
  }

  /** Everybody who writes begins a proposal; only then is anything measured. */
  async propose() {
    const { writers: places } = this.job
    const seats = new Map()
    const key = (place) => `${place.document} ${place.root}`
    for (const place of places) seats.set(key(place), (seats.get(key(place)) ?? 0) + 1)
    const taken = new Map()
    places.forEach((place, n) => {
      const seat = (taken.get(key(place)) ?? 0) + 1
      taken.set(key(place), seat)
      const base = this.witness.documents.get(place.document)
      const share = seat / (seats.get(key(place)) + 1)
      this.writers.push(new Writer(this.clients[n], place, base, share))
    })
    for (const [n, writer] of this.writers.entries()) {
      writer.client.writer = n
      this.byId.set(writer.client.id, writer)
      writer.client.send(writer.begin())
    }
    await until(() => this.converged(), 20_000)
    await pause(300)
  }

  converged() {
    return this.writers.every((writer) => {
      const { store } = this.witness.documents.get(writer.name)
      return Y.getState(store, writer.client.id) >= writer.now
    })
  }

  hear(client, frame) {
    if (frame.kind === UPDATE) this.count(client, frame.keys, performance.now())
    else if (frame.kind === SAVED || frame.kind === UNSAVED) this.answered(client, frame.kind)
    else if (frame.kind === AWARENESS) this.presence++
  }

  count(client, keys, now) {
    const { sentAt, base, authors, heard } = this
    for (const key of keys) {
      const sent = sentAt[key - base]
      if (sent > 0 && authors[key - base] !== client.writer) heard.add(now - sent)
    }
  }

  answered(client, kind) {
    const sent = this.writers[client.writer]?.unsaved.shift()
    if (kind === UNSAVED) this.refused++
    else if (sent > 0) this.saved.add(performance.now() - sent)
  }

  /** Let everybody type `rate` letters a second for a while; returns what was measured. */
  async type(rate, warmup, seconds) {
    this.forget()
    const due = schedule(this.writers.length, rate, warmup + seconds, this.chance)
    const each = Math.round((warmup + seconds) * rate)
    this.sentAt = new Float64Array(due.length)
    this.authors = new Int32Array(due.length)
    const frames = this.writers.map((writer, n) => {
      this.authors.fill(n, n * each, (n + 1) * each)
      return writer.record(this.base + n * each, each)
    })
    this.numbered += due.length
    this.frames.known.clear()
    for (const writer of this.writers) writer.unsaved = []
    await pause(200)
    const measured = await this.pump(due, frames, each, warmup * 1000)
    const delivered = await this.drained()
    return { rate: rate * this.writers.length, ...measured, ...this.figures(), delivered }
  }

  async pump(due, frames, each, warmup) {
    const typed = new Int32Array(this.writers.length)
    const late = new Latencies()
    const start = performance.now()
    let begun = null
    let used = null
    let sent = 0
    const presence = this.job.presence ? this.readers(start, due.at(-1)[0]) : null
    for (let next = 0; next < due.length; ) {
      const now = performance.now() - start
      if (begun === null && now >= warmup) {
        begun = performance.now()
        used = process.cpuUsage()
        this.say({ event: 'begin' })
      }
      for (; next < due.length && due[next][0] <= now; next++) {
        const [ms, n] = due[next]
        this.strike(this.writers[n], frames[n][typed[n]], n * each + typed[n]++, begun !== null)
        if (begun !== null) {
          sent++
          late.add(performance.now() - start - ms)
        }
      }
      if (next < due.length) await pause(Math.max(0, due[next][0] - (performance.now() - start)))
    }
    const took = (performance.now() - begun) / 1000
    const { user, system } = process.cpuUsage(used)
    this.say({ event: 'end' })
    clearInterval(presence)
    const cpu = (user + system) / 1e4 / took
    return { sent, sent_per_second: sent / took, client_cpu: cpu, late: late.at(0.99) }
  }

  strike(writer, frame, place, counts) {
    const now = performance.now()
    if (counts) {
      this.sentAt[place] = now
      this.expected += this.openers.get(writer.name) - 1
    }
    writer.unsaved.push(counts ? now : 0)
    writer.client.send(frame)
    if (!this.job.presence) return
    const shown = writer.cursor(now)
    if (shown) writer.client.send(writer.client.protocol.presence(this.job.presence, shown))
  }

  /** Those who only read move their cursor every ten seconds. */
  readers() {
    const shown = this.clients.map((one) => new Shown(one.id, `Person ${one.index}`))
    const first = this.writers.length
    let next = first
    return setInterval(
      () => {
        const client = this.clients[next]
        const states = shown[next].at({ paragraph: client.only, anchor: next, head: next })
        client.send(client.protocol.presence(this.job.presence, states))
        next = next + 1 < this.clients.length ? next + 1 : first
      },
      10_000 / Math.max(1, this.clients.length - first)
    )
  }

  /** Wait for what is still on its way, as long as any of it comes; says whether all has come. */
  async drained() {
    const end = performance.now() + (this.job.drain ?? DRAIN)
    let last = -1
    let moved = performance.now()
    while (this.heard.count < this.expected) {
      const now = performance.now()
      if (this.heard.count !== last) [last, moved] = [this.heard.count, now]
      if (now > end || now - moved > STALLED) return false
      await pause(20)
    }
    return true
  }

  figures() {
    return {
      latency: this.heard.summary(),
      saved: this.saved.summary(),
      undelivered: this.expected - this.heard.count,
      refused: this.refused,
      presence: this.presence
    }
  }

  /** Whether the witness, and somebody who comes now, read what was written. */
  async agreed() {
    await until(() => this.converged(), 3000)
    const everything = this.job.documents.map(({ name }) => name)
    const late = new Client(this.job, this.frames, this.job.clients + 1).witness()
    await late.connect(everything)
    await late.open(everything)
    const roots = this.job.writers.map(({ document, root }) => [document, root])
    const words = (one, [name, root]) =>
      JSON.stringify(one.documents.get(name).getText(root).toDelta())
    const same = roots.every((place) => words(late, place) === words(this.witness, place))
    late.leave()
    return same && this.converged()
  }

  failures() {
    return this.clients.map((one) => one.failure).filter((why) => why !== null)
  }

  leave() {
    for (const client of [this.witness, ...this.clients]) client.leave()
  }
}

/** Type at one rate and say what was measured. */
export async function typing(job, say) {
  const room = new Room(job, say)
  const start = performance.now()
  await room.enter()
  say({ event: 'entered', ms: performance.now() - start })
  const found = await room.type(job.rate, job.warmup, job.seconds)
  const agreed = found.delivered ? await room.agreed() : false
  say({ event: 'result', ...found, agreed, failures: room.failures() })
  room.leave()
}

/** Type faster and faster until a second passes; then look between the last two. */
export async function ramp(job, say) {
  const room = new Room(job, say)
  await room.enter()
  const steps = []
  const attempt = async (total) => {
    const found = await room.type(total / room.writers.length, job.warmup, job.seconds)
    const kept = found.sent_per_second >= 0.9 * total
    const well = found.delivered && found.latency.p99 <= 1000 && !found.refused
    steps.push({ ...found, kept, well })
    say({ event: 'step', ...steps.at(-1) })
    return well && kept
  }
  let low = 0
  let high = job.start
  while (high <= job.most && (await attempt(high))) [low, high] = [high, high * 2]
  for (let n = 0; n < job.refine && low && high <= job.most; n++) {
    if (!steps.at(-1).delivered || room.failures().length) break
    const middle = Math.round(Math.sqrt(low * high))
    if (await attempt(middle)) low = middle
    else high = middle
  }
  const best = steps.filter(({ well, kept }) => well && kept).at(-1) ?? null
  const top = best && steps.reduce((a, b) => (b.well && b.kept && b.rate > a.rate ? b : a), best)
  say({ event: 'result', best: top, steps, failures: room.failures() })
  room.leave()
}
