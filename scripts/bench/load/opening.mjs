// Many people, or one, open a whole text: from the first byte asked for to the last one received.
import http from 'node:http'
import zlib from 'node:zlib'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { Client, Frames, inTurn, pause, PROTOCOLS } from './clients.mjs'

/** One request of somebody's; resolves to its body as it came over the wire. */
function asked(job, person, method, path, agent) {
  return new Promise((resolve, reject) => {
    const headers = { Cookie: person.cookie, Origin: job.origin, 'Accept-Encoding': 'gzip' }
    const request = http.request(job.origin + path, { method, headers, agent }, (reply) => {
      const parts = []
      reply.on('data', (part) => parts.push(part))
      reply.on('error', reject)
      reply.on('end', () => {
        const body = Buffer.concat(parts)
        if (reply.statusCode === 200) resolve(body)
        else reject(new Error(`${method} ${path}: ${reply.statusCode} ${body.toString()}`))
      })
    })
    request.on('error', reject)
    request.end()
  })
}

/** A whole text's states, taken apart once however many receive the same. */
class Bundles {
  constructor() {
    this.body = null
  }

  read(body) {
    if (this.body?.equals(body)) return this.has
    const inflated = zlib.gunzipSync(body)
    const decoder = decoding.createDecoder(inflated)
    this.body = body
    this.inflated = inflated.length
    this.has = new Map()
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const name = decoding.readVarString(decoder)
      const state = decoding.readVarUint8Array(decoder)
      this.has.set(name, Y.encodeStateVectorFromUpdate(state))
    }
    return this.has
  }
}

/** Open everything as one person's client would; returns how long it took and what came. */
async function open(job, frames, agent, bundles, index) {
  const start = performance.now()
  const client = new Client(job, frames, index)
  const names = job.documents.map(({ name }) => name)
  if (!job.text) {
    await client.connect(names)
    await client.open(names)
    return { client, bytes: client.bytes, ms: performance.now() - start }
  }
  // As the page does it: a ticket and then the socket, meanwhile the whole text as one piece; and
  // what is looked at is attached.
  const person = job.people[index]
  const connected = async () => {
    const ticket = await asked(job, person, 'POST', '/api/sync/tickets', agent)
    client.id = JSON.parse(ticket).client_id
    await client.connect(names)
  }
  const states = asked(job, person, 'GET', `/api/documents/${job.text}/states`, agent)
  const [body] = await Promise.all([states, connected()])
  const has = bundles.read(body)
  if (has.size !== names.length) throw new Error(`${has.size} of ${names.length} paragraphs came`)
  await client.open(names.slice(0, job.attach), has)
  return { client, bytes: client.bytes + body.length, ms: performance.now() - start }
}

export async function opening(job, say) {
  const frames = new Frames(PROTOCOLS[job.protocol])
  const agent = new http.Agent({ keepAlive: false, maxSockets: Infinity })
  const bundles = new Bundles()
  if (job.opened_before) {
    const { client } = await open(job, frames, agent, bundles, job.clients)
    client.leave()
  }
  await pause(500)
  say({ event: 'begin' })
  const used = process.cpuUsage()
  const start = performance.now()
  const all = []
  const failures = []
  const indices = Array.from({ length: job.clients }, (_, n) => n)
  await inTurn(indices, job.at_once, async (index) => {
    await open(job, frames, agent, bundles, index).then(
      (one) => all.push(one),
      (error) => failures.push(String(error.message ?? error))
    )
  })
  if (!all.length) throw new Error(`nobody could open it: ${failures[0]}`)
  const took = performance.now() - start
  const { user, system } = process.cpuUsage(used)
  say({ event: 'end' })
  await pause(1500)
  say({ event: 'rested' })
  const first = all[0].ms
  const times = all.map(({ ms }) => ms).sort((a, b) => a - b)
  say({
    event: 'result',
    first,
    p50: times[Math.floor((times.length - 1) / 2)],
    last: job.at_once === 1 ? all.at(-1).ms : took,
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    bundle: bundles.body ? { bytes: bundles.body.length, inflated: bundles.inflated } : null,
    client_cpu: (user + system) / 10 / took,
    failures: [...failures, ...all.map(({ client }) => client.failure).filter((why) => why)]
  })
  for (const { client } of all) client.leave()
}
