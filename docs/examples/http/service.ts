/** The service, without the process around it. */
import { type Cause, firstFailure } from 'fiber-ts/Cause'
import * as C from 'fiber-ts/Coroutine'
import * as Queue from 'fiber-ts/Queue'
import * as Scope from 'fiber-ts/Scope'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type { HasDatabase, QueryError } from './database.js'
import { type Exchange, listen, type Server } from './server.js'

export interface Settings {
  readonly port: number
  /** How many milliseconds a request may take. */
  readonly limit: number
  /** How many milliseconds requests have to end once the service is to end. */
  readonly patience: number
}

/** Mutable, so that it outlives the service. No lock is needed: fibers share one thread. */
export interface Counts {
  /** How many answers there were of each status. */
  readonly replies: Record<number, number>
  /** How many requests ended because the client hung up. */
  hungUp: number
  /** How many requests were still running when the patience was over. */
  cutOff: number
}

export interface Env extends HasDatabase {
  readonly settings: Settings
  readonly counts: Counts
  readonly log: (line: string) => void
}

export type Failure =
  | QueryError
  | { readonly _tag: 'NoSuchPath'; readonly path: string }
  | { readonly _tag: 'TooSlow'; readonly limit: number }

const statusOf = ({ _tag }: Failure): number => {
  switch (_tag) {
    case 'NoSuchPath':
    case 'NotFound':
      return 404
    case 'Saturated':
      return 503
    case 'TooSlow':
      return 504
  }
}

const route = C.genK(function* (path: string) {
  const { database } = yield* C.ask<HasDatabase>()
  const id = /^\/items\/(\d{1,9})$/.exec(path)?.[1]
  if (id === undefined) return yield* C.throwError<Failure>({ _tag: 'NoSuchPath', path })
  return yield* database.find(Number(id))
})

const answer = ({ path, reply }: Exchange) =>
  C.asksCoroutineW(({ settings: { limit }, counts: { replies }, log }: Env) => {
    const send = (status: number, body: unknown) =>
      pipe(
        reply(status, body),
        C.tapIO(() => () => void (replies[status] = (replies[status] ?? 0) + 1))
      )
    // Of a bug the client is told no more than that there is one.
    const apologize = (cause: Cause<Failure>) => {
      log(`${path}: ${String(cause.map((reason) => (reason._tag === 'Die' ? reason.defect : reason._tag)))}`)
      return send(500, { _tag: 'InternalError' })
    }
    return pipe(
      route(path),
      C.timeout(limit, (): Failure => ({ _tag: 'TooSlow', limit })),
      C.matchCause(
        (cause) =>
          pipe(
            firstFailure(cause),
            O.match(
              () => apologize(cause),
              (failure) => send(statusOf(failure), failure)
            )
          ),
        (item) => send(200, item)
      )
    )
  })

/**
 * A request from its arrival to its end, whatever that is: the answer; the client, who hangs up; or the end of the service.
 * The first two race, and the loser has ended when the race is over: its query too, and the connection that it had.
 */
const handle = (exchange: Exchange) =>
  C.asksCoroutineW(({ counts }: Env) =>
    pipe(
      answer(exchange),
      C.raceFirst(
        pipe(
          exchange.hungUp,
          C.tapIO(() => () => counts.hungUp++)
        )
      ),
      C.onInterrupt(
        pipe(
          exchange.hangUp,
          C.tapIO(() => () => counts.cutOff++)
        )
      )
    )
  )

const accept = ({ requests }: Server) =>
  pipe(
    Queue.take(requests),
    C.flatMap((exchange) => C.fork(handle(exchange))),
    C.forever,
    // Nobody shuts this queue down.
    C.orDie
  )

/**
 * Serves until it is interrupted, and then ends in good order: no new connections; the requests that run have some
 * time to end; those that do not are interrupted; then the server is closed. Only the first two are written
 * here: a scope interrupts the fibers that were forked in it, and releases what it holds, in this order.
 */
export const serve = Scope.scoped(
  C.gen(function* () {
    const { settings, log } = yield* C.ask<Env>()
    const server = yield* listen(settings.port)
    yield* C.fork(accept(server))
    log(`listening on ${server.url}`)
    yield* pipe(C.never, C.onInterrupt(pipe(server.drain, C.raceFirst(C.sleep(settings.patience)))))
  })
)
