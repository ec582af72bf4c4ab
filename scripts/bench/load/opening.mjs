// Many people, or one, open a whole text: from the first byte asked for to the last one received.
import http from 'node:http'
import zlib from 'node:zlib'
import { Client, Frames, inTurn, pause, PROTOCOLS } from './clients.mjs'

/** One request; resolves to what came, still compressed, or to null where there is no such thing. */
function asked(job, person, agent) {
  return new Promise((resolve, reject) => {
    const headers = { Cookie: person.cookie, Origin: job.origin, 'Accept-Encoding': 'gzip, deflate' }
    const address = `${job.origin}/api/documents/${job.text}/states`
    const request = http.get(address, { headers, agent }, (reply) => {
      const parts = []
      reply.on('data', (part) => parts.push(part))
      reply.on('error', reject)
      reply.on('end', () => {
        if (reply.statusCode === 404) return resolve(null)
        if (reply.statusCode !== 200) return reject(new Error(`${address}: ${reply.statusCode}`))
        resolve({ body: Buffer.concat(parts), encoding: reply.headers['content-encoding'] })
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
  const bundle = job.text ? asked(job, job.people[index], agent) : Promise.resolve(null)
  await client.connect(names)
  const whole = await bundle
  const looked = whole ? names.slice(0, job.attach) : names
  await client.open(looked)
  const bytes = client.bytes + (whole?.body.length ?? 0)
  return { client, whole, bytes, ms: performance.now() - start }
}

function inflated({ body, encoding }) {
  if (encoding === 'gzip') return zlib.gunzipSync(body).length
  if (encoding === 'deflate') return zlib.inflateSync(body).length
  return body.length
}

export async function opening(job, say) {
  const frames = new Frames(PROTOCOLS[job.protocol])
  const agent = new http.Agent({ keepAlive: false, maxSockets: Infinity })
  await pause(500)
  say({ event: 'begin' })
  const used = process.cpuUsage()
  const start = performance.now()
  const all = []
  const indices = Array.from({ length: job.clients }, (_, n) => n)
  await inTurn(indices, job.at_once, async (index) => {
    all.push(await open(job, frames, agent, index))
  })
  const took = performance.now() - start
  const { user, system } = process.cpuUsage(used)
  say({ event: 'end' })
  await pause(1500)
  say({ event: 'rested' })
  const first = all[0].ms
  const times = all.map(({ ms }) => ms).sort((a, b) => a - b)
  const one = all.find(({ whole }) => whole)?.whole
  say({
    event: 'result',
    first,
    p50: times[Math.floor((times.length - 1) / 2)],
    last: job.at_once === 1 ? all.at(-1).ms : took,
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    bundle: one ? { bytes: one.body.length, inflated: inflated(one) } : null,
    client_cpu: (user + system) / 10 / took,
    failures: all.map(({ client }) => client.failure).filter((why) => why !== null)
  })
  for (const { client } of all) client.leave()
}
