// Counts durations in buckets one per cent wide, so that millions cost no memory.

const LEAST = 0.01
const STEP = Math.log(1.01)
const BUCKETS = 1800

export class Latencies {
  constructor() {
    this.counts = new Uint32Array(BUCKETS)
    this.count = 0
    this.worst = 0
  }

  add(ms) {
    const place = ms <= LEAST ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / LEAST) / STEP))
    this.counts[place]++
    this.count++
    if (ms > this.worst) this.worst = ms
  }

  /** The duration that this share of all is not above, in ms; null where nothing was counted. */
  at(share) {
    if (!this.count) return null
    const wanted = Math.ceil(share * this.count)
    let seen = 0
    for (let place = 0; place < BUCKETS; place++) {
      seen += this.counts[place]
      if (seen >= wanted) return Math.min(this.worst, LEAST * Math.exp(place * STEP))
    }
    return this.worst
  }

  summary() {
    return {
      count: this.count,
      p50: this.at(0.5),
      p95: this.at(0.95),
      p99: this.at(0.99),
      worst: this.count ? this.worst : null
    }
  }
}
