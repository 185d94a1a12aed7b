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

export interface Hasher {
  /** Lends a block of memory that all threads share: what is in it need not be copied to be hashed. */
  readonly withBlock: <R, E, A>(use: (block: Uint8Array) => C.Coroutine<R, E, A>) => C.Coroutine<R, E, A>
  /** The hash of a part of such a block. */
  readonly hash: (bytes: Uint8Array) => C.Coroutine<unknown, never, Uint8Array>
}

interface Order {
  readonly bytes: Uint8Array
  readonly hash: Deferred.Deferred<never, Uint8Array>
}

export const blockSize = 1024 * 1024

/** What takes less time to hash than to send. */
const small = 32 * 1024

/** How many orders a job has at most: enough that messages cost little, and few enough that no thread goes without. */
const most = 4

const sha256All = toThread(job<typeof Jobs, 'sha256All'>(new URL('./sha256.js', import.meta.url), 'sha256All'))

const send = C.genK(function* (orders: ReadonlyArray<Order>) {
  const hashes = yield* sha256All(orders.map(({ bytes }) => bytes))
  for (const [i, { hash }] of orders.entries()) yield* Deferred.succeed(hash, hashes[i]!)
})

/**
 * Runs a program that hashes. A few fibers each take what has come together meanwhile, and send it off as one job: two for
 * each thread, so that the next job is there when one is done. No job waits to be filled.
 */
export const withHasher = <R, E, A>(use: (hasher: Hasher) => C.Coroutine<R, E, A>): C.Coroutine<R, E, A> =>
  C.gen(function* () {
    const free: Array<Uint8Array> = []
    const orders = yield* Queue.unbounded<Order>()
    const hasher: Hasher = {
      withBlock: (use) =>
        C.bracket(
          C.fromIO(() => free.pop() ?? new Uint8Array(new SharedArrayBuffer(blockSize))),
          use,
          (block) => C.fromIO(() => void free.push(block))
        ),
      hash: C.genK(function* (bytes) {
        if (bytes.length <= small) return sha256(bytes)
        const hash = yield* Deferred.make<never, Uint8Array>()
        yield* C.orDie(Queue.offer(orders, { bytes, hash }))
        return yield* Deferred.await(hash)
      })
    }
    // Nobody shuts this queue down, and a job that fails is a bug.
    const sender = pipe(Queue.takeUpTo(orders, most), C.flatMap(send), C.forever, C.orDie)
    const senders = C.all(RA.replicate(2 * availableParallelism(), sender))
    // They never end, so they lose the race; and who loses a race is interrupted.
    return yield* pipe(use(hasher), C.raceFirst(C.flatMap(senders, () => C.never)))
  })
