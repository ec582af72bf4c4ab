// The load client: reads one job (JSON) from standard input, says what happens line by line.
import { readFileSync } from 'node:fs'
import { fill } from './filling.mjs'
import { opening } from './opening.mjs'
import { ramp, typing } from './typing.mjs'

const KINDS = { typing, ramp, opening }

const job = JSON.parse(readFileSync(0, 'utf8'))
const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`)

try {
  const keeper = job.fill ? await fill(job) : null
  await KINDS[job.kind](job, say)
  keeper?.leave()
} catch (error) {
  say({ event: 'result', error: String(error?.stack ?? error) })
}
process.exit(0)
