// The stock provider of y-websocket: one socket for each text it is told to open.
import { address, load, obey, say, Socket, Text } from './console.mjs'

const { WebsocketProvider } = await load('y-websocket')
const texts = new Map()
const providers = new Map()
console.warn = (...words) => say(null, { warned: words.join(' ') })
console.error = (...words) => say(null, { failed: words.join(' ') })

obey({
  open({ name, client, silent }) {
    const text = new Text(name, client)
    const provider = new WebsocketProvider(address, name, text.doc, {
      params: { client: String(client) },
      WebSocketPolyfill: Socket,
      disableBc: true,
      connect: false,
    })
    if (silent) provider.awareness.setLocalState(null)
    provider.on('status', ({ status }) => say(name, { status }))
    provider.on('sync', (synced) => synced && say(name, { synced: text.text.toString() }))
    provider.on('closed', ({ code, reason }) => say(name, { closed: [code, reason] }))
    const answer = provider.messageHandlers[3]
    provider.messageHandlers[3] = (...given) => {
      say(name, { asked: true })
      answer(...given)
    }
    provider.awareness.on('change', () =>
      say(name, { present: [...provider.awareness.getStates().values()] }),
    )
    provider.connect()
    texts.set(name, text)
    providers.set(name, provider)
  },
  type: ({ name, ...what }) => texts.get(name).type(what),
  show: ({ name, state }) => providers.get(name).awareness.setLocalStateField('cursor', state),
  close: ({ name }) => providers.get(name).destroy(),
})
