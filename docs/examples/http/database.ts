/** What the service works with: a database that is slow, and takes few queries at a time. */
import * as C from 'fiber-ts/Coroutine'
import * as Semaphore from 'fiber-ts/Semaphore'
import { pipe } from 'fp-ts/lib/function.js'

export interface Item {
  readonly id: number
  readonly name: string
}

export type QueryError =
  | { readonly _tag: 'NotFound'; readonly id: number }
  /** So many wait already that it is kinder to say so at once. */
  | { readonly _tag: 'Saturated' }

export interface Database {
  readonly find: (id: number) => C.Coroutine<unknown, QueryError, Item>
}

/** The part of the environment that whoever asks the database needs. */
export interface HasDatabase {
  readonly database: Database
}

export interface Pool {
  /** How many queries run at a time. */
  readonly connections: number
  /** How many more may wait for that. */
  readonly waiting: number
}

/**
 * Puts a pool before a database. A query that is interrupted gives its connection back, be it running or still waiting for
 * one: nobody can forget that, since a permit is not there to be taken, only to be held while something runs.
 */
export const pooled = ({ find }: Database, { connections, waiting }: Pool) => {
  const running = Semaphore.unsafeMake(connections)
  const admitted = Semaphore.unsafeMake(connections + waiting)
  const database: Database = {
    find: (id) =>
      pipe(
        find(id),
        Semaphore.withPermits(running),
        Semaphore.withPermitsIfFree(admitted),
        C.flatMap(C.fromOption((): QueryError => ({ _tag: 'Saturated' })))
      )
  }
  const statistics = C.all({ running: Semaphore.statistics(running), admitted: Semaphore.statistics(admitted) })
  return { database, statistics }
}

/** Ten milliseconds or a few more, but every hundredth item takes so long that nobody waits for it. */
export const fake: Database = {
  find: (id) =>
    pipe(
      C.suspend(() => C.sleep(id % 100 === 0 ? 60_000 : 10 + 20 * Math.random())),
      C.flatMap(() =>
        id < 1000 ? C.of({ id, name: `item ${id}` }) : C.left<unknown, QueryError>({ _tag: 'NotFound', id })
      )
    )
}
