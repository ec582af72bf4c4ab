// What both providers' programs share: commands come in line by line, and what happens goes out.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const [modules, url, cookie, origin] = process.argv.slice(2)
const required = createRequire(pathToFileURL(`${modules}/x.js`))

// The provider and this program must share one yjs, as any bundler sees to.
export const load = async (id) => import(pathToFileURL(required.resolve(id)).href)
export const Y = required('yjs')
export const address = url
export const say = (document, event) => console.log(JSON.stringify({ document, ...event }))

const WebSocket = required('ws')
export class Socket extends WebSocket {
  constructor(to) {
    super(to, { headers: { Cookie: cookie, Origin: origin } })
  }
}

// One text of a page: types at a place, and tells what it hears.
export class Text {
  constructor(name, client) {
    this.name = name
    this.doc = new Y.Doc()
    this.doc.clientID = client
    this.text = this.doc.getText('p')
    this.text.observe((_, { local }) => {
      if (!local) say(name, { heard: this.text.toString() })
    })
  }
  type({ words, at, marks }) {
    this.text.insert(at ?? this.text.length, words, marks)
  }
}

export function obey(commands) {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { act, ...given } = JSON.parse(line)
    commands[act](given)
  })
  process.stdin.on('end', () => process.exit(0))
}
