// Many people, or one, open a whole text: from the first byte asked for to the last one received.
import http from 'node:http'
import zlib from 'node:zlib'
import { Client, Frames, inTurn, pause, PROTOCOLS } from './clients.mjs'

/** One request; resolves to what came, still compressed. */
function asked(job, person, agent) {
  return new Promise((resolve, reject) => {
    const headers = { Cookie: person.cookie, Origin: job.origin, 'Accept-Encoding': 'gzip, deflate' }
    const request = http.get(job.bundle, { headers, agent }, (reply) => {
      const parts = []
      reply.on('data', (part) => parts.push(part))
      reply.on('error', reject)
      reply.on('end', () => {
        const body = Buffer.concat(parts)
        if (reply.statusCode !== 200) reject(new Error(`${job.bundle}: ${reply.statusCode}`))
        resolve({ body, encoding: reply.headers['content-encoding'] })
      })
    })
    request.on('error', reject)
  })
}

/** Open everything as one person's page would; returns how long it took and what came. */
async function open(job, frames, agent, index) {
  const start = performance.now()
  const client = new Client(job, frames, index)
  const names = job.documents.map(({ name }) => name)
  const looked = names.slice(0, job.attach ?? names.length)
  let fetched = 0
  let body = null
  const whole = async () => {
    if (!job.bundle) return
    body = await asked(job, job.people[index], agent)
    fetched = body.body.length
  }
  const attached = async () => {
    await client.connect(looked)
    await client.open(looked)
  }
  await Promise.all([whole(), attached()])
  return { client, ms: performance.now() - start, bytes: client.bytes + fetched, body }
}

function inflated({ body, encoding }) {
  if (encoding === 'gzip') return zlib.gunzipSync(body).length
  if (encoding === 'deflate') return zlib.inflateSync(body).length
  return body.length
}

export async function opening(job, say) {
  const frames = new Frames(PROTOCOLS[job.protocol])
  const agent = new http.Agent({ keepAlive: false, maxSockets: Infinity })
  if (job.bundle) await asked(job, job.people[0], agent) // somebody has opened it before
  await pause(job.settle ?? 500)
  say({ event: 'begin' })
  const used = process.cpuUsage()
  const start = performance.now()
  const all = []
  const indices = Array.from({ length: job.clients }, (_, n) => n)
  await inTurn(indices, job.at_once ?? job.clients, async (index) => {
    all.push(await open(job, frames, agent, index))
  })
  const took = performance.now() - start
  const { user, system } = process.cpuUsage(used)
  say({ event: 'end' })
  await pause(job.rest ?? 1500)
  say({ event: 'rested' })
  const times = all.map(({ ms }) => ms).sort((a, b) => a - b)
  const one = all.find(({ body }) => body)?.body
  say({
    event: 'result',
    first: times[0],
    p50: times[Math.floor(times.length / 2)],
    last: took,
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    bundle: one ? { bytes: one.body.length, inflated: inflated(one) } : null,
    client_cpu: (user + system) / 10 / took,
    failures: all.map(({ client }) => client.failure).filter((why) => why !== null)
  })
  for (const { client } of all) client.leave()
}
