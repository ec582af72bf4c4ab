// The stock provider of Hocuspocus: one socket, as many texts on it as it is told to open.
import { address, load, obey, say, Socket, Text } from './console.mjs'

const { HocuspocusProvider, HocuspocusProviderWebsocket } = await load('@hocuspocus/provider')

const websocketProvider = new HocuspocusProviderWebsocket({
  url: address,
  WebSocketPolyfill: Socket,
  delay: 50,
  minDelay: 10,
  onStatus: ({ status }) => say(null, { status }),
})
const texts = new Map()
const providers = new Map()

obey({
  open({ name, client, present }) {
    const text = new Text(name, client)
    const provider = new HocuspocusProvider({
      websocketProvider,
      name,
      document: text.doc,
      ...(present ? {} : { awareness: null }),
      token: String(client),
      onAuthenticated: ({ scope }) => say(name, { scope }),
      onAuthenticationFailed: ({ reason }) => say(name, { denied: reason }),
      onStateless: ({ payload }) => say(name, { told: JSON.parse(payload) }),
      onSynced: () => say(name, { synced: text.text.toString() }),
      onUnsyncedChanges: ({ number }) => {
        if (number === 0) say(name, { saved: text.text.toString() })
      },
      onAwarenessChange: ({ states }) => say(name, { present: states }),
    })
    provider.attach()
    texts.set(name, text)
    providers.set(name, provider)
  },
  type: ({ name, ...what }) => texts.get(name).type(what),
  show: ({ name, state }) => providers.get(name).setAwarenessField('cursor', state),
  close: ({ name }) => providers.get(name).destroy(),
})
