/**
 * Queues that hand out the least item first, by an fp-ts `Ord`: `asyncio.PriorityQueue`.
 *
 * Only the constructors are here; what they make is a `Queue`, with all of its operations. Items that compare as equal come
 * out in the order in which they went in, which asyncio does not promise. Items whose fibers wait for room take part in
 * the order once they are in.
 *
 * @module
 * @since 0.1.0
 */
import type { Ord } from 'fp-ts/Ord'
import type { Coroutine } from './Coroutine.js'
import { Heap } from './internal/buffers.js'
import { sync } from './internal/op.js'
import { State, WhenFull } from './internal/queue.js'
import type { Queue } from './Queue.js'

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * A queue that holds so many items and hands out the least one first; who offers more waits for room.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as N from 'fp-ts/lib/number.js'
 * import * as PriorityQueue from 'fiber-ts/PriorityQueue'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* PriorityQueue.bounded(N.Ord, 2)
 *   yield* C.fork(Queue.offerAll(queue, [3, 2, 1]))
 *   yield* C.yieldNow
 *   return [yield* Queue.take(queue), yield* Queue.take(queue), yield* Queue.take(queue)]
 * })
 * assert.deepStrictEqual(await run(main), [2, 1, 3])
 *
 * @category constructors
 * @since 0.1.0
 */
export const bounded = <A>(ord: Ord<A>, capacity: number): Coroutine<unknown, never, Queue<A>> =>
  sync(() => {
    if (!Number.isInteger(capacity) || capacity < 1)
      throw new RangeError(`PriorityQueue: a whole capacity from 1 on was expected, got ${String(capacity)}`)
    return new State(new Heap(ord), capacity, WhenFull.Wait)
  })

/**
 * A queue that takes every item and hands out the least one first.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as N from 'fp-ts/lib/number.js'
 * import * as Ord from 'fp-ts/lib/Ord.js'
 * import * as PriorityQueue from 'fiber-ts/PriorityQueue'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const byDeadline = pipe(
 *   N.Ord,
 *   Ord.contramap((job: { name: string; deadline: number }) => job.deadline)
 * )
 * const main = C.gen(function* () {
 *   const queue = yield* PriorityQueue.unbounded(byDeadline)
 *   yield* Queue.offer(queue, { name: 'later', deadline: 20 })
 *   yield* Queue.offer(queue, { name: 'soon', deadline: 10 })
 *   return (yield* Queue.take(queue)).name
 * })
 * assert.deepStrictEqual(await run(main), 'soon')
 *
 * @category constructors
 * @since 0.1.0
 */
export const unbounded = <A>(ord: Ord<A>): Coroutine<unknown, never, Queue<A>> =>
  sync(() => new State(new Heap(ord), Infinity, WhenFull.Wait))
