/**
 * Visitors for the service: `node build/docs/examples/http/load.js [URL] [--visitors N] [--seconds N]`. Each has a
 * connection of its own, asks for one item after the other, and hangs up now and then when it has to wait.
 */
import * as C from 'fiber-ts/Coroutine'
import { runMain } from 'fiber-ts/Runner'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { Agent, get } from 'node:http'
import { parseArgs } from 'node:util'

type GetError =
  /** Nobody listens any more. */
  | { readonly _tag: 'Refused' }
  /** The connection ended before the head of an answer came. */
  | { readonly _tag: 'CutOff' }
  /** It ended later, but before all of the answer was there: this must never be. */
  | { readonly _tag: 'HalfAnswered' }

/** The status of an answer that came completely. Whoever interrupts this hangs up. */
const fetchStatus = (url: string, agent: Agent) =>
  C.async<GetError, number>((resume, signal) => {
    const request = get(url, { agent, signal }, (response) => {
      response.resume()
      response.on('error', () => {})
      response.on('close', () =>
        resume(response.complete ? E.right(response.statusCode ?? 0) : E.left({ _tag: 'HalfAnswered' }))
      )
    })
    request.on('error', ({ code }: NodeJS.ErrnoException) =>
      resume(E.left({ _tag: code === 'ECONNREFUSED' ? 'Refused' : 'CutOff' }))
    )
  })

/** How often each thing happened. */
type Tally = Record<string, number>

const between = (from: number, to: number): number => from + Math.random() * (to - from)

const visit = C.genK(function* (url: string, agent: Agent, tally: Tally) {
  const path = `/items/${Math.floor(between(1, 1050))}`
  const patience = Math.random() < 0.2 ? between(0, 100) : Infinity
  const what = yield* pipe(fetchStatus(url + path, agent), C.timeoutOption(patience), C.toEither)
  const key = E.isLeft(what) ? what.left._tag : O.isSome(what.right) ? what.right.value : 'HungUp'
  tally[key] = (tally[key] ?? 0) + 1
  return key
})

/** Comes back until nobody is there any more. */
const visitor = C.genK(function* (url: string, tally: Tally) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    while ((yield* visit(url, agent, tally)) !== 'Refused') yield* C.sleep(between(0, 500))
  } finally {
    agent.destroy()
  }
})

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { visitors: { type: 'string', default: '500' }, seconds: { type: 'string', default: '10' } }
})

const main = C.gen(function* () {
  const tally: Tally = {}
  const visitors = RA.replicate(Number(values.visitors), visitor(positionals[0] ?? 'http://127.0.0.1:8080', tally))
  yield* pipe(C.all(visitors), C.timeoutOption(Number(values.seconds) * 1000))
  console.log(JSON.stringify(tally))
})

void runMain(main)
