// Puts the words into a server that keeps none, and stays, so that they are not let go of.
import * as Y from 'yjs'
import { Client, Frames, pause, PROTOCOLS } from './clients.mjs'

const AT_ONCE = 250

/** Write every document's words; resolves once the server says them to somebody else. */
export async function fill(job) {
  const frames = new Frames(PROTOCOLS[job.protocol])
  const names = job.documents.map(({ name }) => name)
  const keeper = new Client(job, frames, -1)
  await keeper.connect(names)
  for (let from = 0; from < names.length; from += AT_ONCE) {
    await keeper.open(names.slice(from, from + AT_ONCE))
  }
  if (job.presence) await keeper.open([job.presence])
  for (const { name, words } of job.documents) {
    keeper.send(frames.protocol.update(name, state(words)))
  }
  const reader = new Client(job, frames, -2).witness()
  await reader.connect(names)
  const last = job.documents.at(-1)
  const [root, text] = Object.entries(last.words).at(-1)
  for (let tries = 0; tries < 100; tries++) {
    await reader.open([last.name])
    if (reader.documents.get(last.name).getText(root).toString() === text) break
    await pause(100)
  }
  reader.leave()
  return keeper
}

function state(words) {
  const doc = new Y.Doc()
  doc.clientID = 1
  for (const [root, text] of Object.entries(words)) doc.getText(root).insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}
