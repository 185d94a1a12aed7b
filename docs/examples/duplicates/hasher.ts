/** Hashes blocks of bytes in other threads, a few at a time. */
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import { job, toThread } from 'fiber-ts/Executor'
import * as Queue from 'fiber-ts/Queue'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { availableParallelism } from 'node:os'
import type * as Jobs from './sha256.js'
import { sha256 } from './sha256.js'

/** The block is not to be used any more: it moves to the other thread, and nothing of it is copied. */
export type Hasher = (block: Uint8Array) => C.Coroutine<unknown, never, Uint8Array>

interface Order {
  readonly block: Uint8Array
  readonly hash: Deferred.Deferred<never, Uint8Array>
}

/** What takes less time to hash than to send. */
const small = 32 * 1024

/** How many blocks a job has at most: enough that messages cost little, and few enough that no thread goes without. */
const most = 4

const sha256All = toThread(
  job<typeof Jobs, 'sha256All'>(new URL('./sha256.js', import.meta.url), 'sha256All'),
  RA.map(({ buffer }) => buffer)
)

const hashAll = C.genK(function* (orders: ReadonlyArray<Order>) {
  const hashes = yield* sha256All(orders.map(({ block }) => block))
  for (const [i, { hash }] of orders.entries()) yield* Deferred.succeed(hash, hashes[i]!)
})

/**
 * Runs a program that hashes. One fiber for each processor takes what has come together meanwhile, and sends it off as one
 * job. No job waits to be filled: while all threads are busy, the next ones grow by themselves.
 */
export const withHasher = <R, E, A>(use: (hasher: Hasher) => C.Coroutine<R, E, A>): C.Coroutine<R, E, A> =>
  C.gen(function* () {
    const orders = yield* Queue.unbounded<Order>()
    const hasher: Hasher = C.genK(function* (block) {
      if (block.length <= small) return sha256(block)
      const hash = yield* Deferred.make<never, Uint8Array>()
      yield* C.orDie(Queue.offer(orders, { block, hash }))
      return yield* Deferred.await(hash)
    })
    // Nobody shuts this queue down, and a job that fails is a bug.
    const sender = pipe(Queue.takeUpTo(orders, most), C.flatMap(hashAll), C.forever, C.orDie)
    const senders = C.all(RA.replicate(availableParallelism(), sender))
    // They never end, so they lose the race; and who loses a race is interrupted.
    return yield* pipe(use(hasher), C.raceFirst(C.flatMap(senders, () => C.never)))
  })
