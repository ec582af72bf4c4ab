// Hocuspocus 4 as installed; `database` (a file) adds its SQLite extension.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [modules, port, database] = process.argv.slice(2)
const require = createRequire(pathToFileURL(`${modules}/x.js`))
const load = async (id) => import(pathToFileURL(require.resolve(id)).href)
const { Server } = await load('@hocuspocus/server')
const extensions = []
if (database) {
  const { SQLite } = await load('@hocuspocus/extension-sqlite')
  extensions.push(new SQLite({ database }))
}
// Its limits of 100 documents and 1,000 messages waiting would turn the joining of 500 documents
// away; everything else is as it comes.
const server = new Server({
  port: Number(port),
  address: '127.0.0.1',
  quiet: true,
  maxPendingDocuments: 100_000,
  maxUnauthenticatedQueueMessages: 1_000_000,
  maxUnauthenticatedQueueSize: 1024 ** 3,
  extensions
})
await server.listen()
console.log('listening')
