// A stock provider in Node: opens a document, types, and tells what it was told, line by line.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [modules, url, cookie, origin, client, name, words] = process.argv.slice(2)
const require = createRequire(pathToFileURL(`${modules}/x.js`))
const load = async (id) => import(pathToFileURL(require.resolve(id)).href)
const { HocuspocusProvider, HocuspocusProviderWebsocket } = await load('@hocuspocus/provider')
const Y = require('yjs')
const WebSocket = require('ws')

class Socket extends WebSocket {
  constructor(address) {
    super(address, { headers: { Cookie: cookie, Origin: origin } })
  }
}
const say = (event) => console.log(JSON.stringify(event))
const websocketProvider = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: Socket })
const document = new Y.Doc()
document.clientID = Number(client)
const text = document.getText('p')
let typed = false
const provider = new HocuspocusProvider({
  websocketProvider,
  name,
  document,
  awareness: null,
  token: String(client),
  onAuthenticated: ({ scope }) => say({ scope }),
  onAuthenticationFailed: ({ reason }) => say({ denied: reason }),
  onStateless: ({ payload }) => say({ told: JSON.parse(payload) }),
  onSynced: () => {
    if (!typed) {
      typed = true
      say({ synced: text.toString() })
      text.insert(text.length, words)
    }
  },
  onUnsyncedChanges: ({ number }) => {
    if (typed && number === 0) say({ saved: text.toString() })
  },
})
document.on('update', (_, by) => {
  if (by === provider) say({ heard: text.toString() })
})
provider.attach()
