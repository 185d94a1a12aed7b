/** A pool of connections, twice: as it was first written, and as it is right. docs/testing.md tells how one became the other. */
import * as C from 'fiber-ts/Coroutine'
import * as Queue from 'fiber-ts/Queue'
import { pipe } from 'fp-ts/lib/function.js'

export interface Connection {
  readonly name: string
}

/** The connections that nobody uses. */
export type Idle = Queue.Queue<Connection>

export type WithConnection = (
  idle: Idle
) => <R, E, A>(use: (connection: Connection) => C.Coroutine<R, E, A>) => C.Coroutine<R, E, A>

const take = (idle: Idle) => C.orDie(Queue.take(idle))
const giveBack = (idle: Idle, connection: Connection) => C.orDie(C.asUnit(Queue.offer(idle, connection)))

/** Takes a connection, uses it, and gives it back whatever happens. Or so it looks. */
export const leaky: WithConnection = (idle) => (use) =>
  C.gen(function* () {
    const connection = yield* take(idle)
    return yield* pipe(use(connection), C.ensuring(giveBack(idle, connection)))
  })

/** Takes a connection, uses it, and gives it back whatever happens. It can be interrupted while it waits for one. */
export const safe: WithConnection = (idle) => (use) =>
  C.bracket(C.interruptible(take(idle)), use, (connection) => giveBack(idle, connection))
