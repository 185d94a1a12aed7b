/**
 * Items handed from fibers to fibers, in order: `asyncio.Queue`, with a say in what happens when it is full.
 *
 * `bounded` makes whoever offers wait for room, `rendezvous` for a taker; `dropping` drops the new item, `sliding` the
 * oldest one; `unbounded` takes everything. Takers and offerers are served in the order in which they came. An item goes
 * to one taker; a taker that is interrupted while it waits has been given nothing, and the item goes to the next.
 *
 * As in asyncio 3.13, a queue can be shut down: then offers fail with `QueueShutdown`, and so do takes once it is empty.
 * `shutdownNow` also takes out what is left, and answers it, where asyncio throws it away. `join` waits until `taskDone`
 * was called for every item.
 *
 * @module
 * @since 0.1.0
 */
import type { IO } from 'fp-ts/IO'
import type { Option } from 'fp-ts/Option'
import type { ReadonlyNonEmptyArray } from 'fp-ts/ReadonlyNonEmptyArray'
import type { Coroutine } from './Coroutine.js'
import type { QueueShutdown } from './Errors.js'
import { Fifo } from './internal/buffers.js'
import { die, expected, sync } from './internal/op.js'
import {
  joinOp,
  offerManyOp,
  offerNow,
  offerOp,
  State,
  takeManyOp,
  takeOp,
  taskDoneOp,
  WhenFull
} from './internal/queue.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * The end of a queue at which items of type `A` come out.
 *
 * @category model
 * @since 0.1.0
 */
export interface Dequeue<out A> {
  readonly _tag: 'Queue'
  readonly _Out?: (() => A) | undefined
}

/**
 * A queue of items of type `A`.
 *
 * @category model
 * @since 0.1.0
 */
export interface Queue<in out A> extends Dequeue<A> {
  readonly _In?: ((_: A) => void) | undefined
}

/**
 * What a queue is like at one moment.
 *
 * @category model
 * @since 0.1.0
 */
export interface Statistics {
  /** How many items it holds at most: 0 for a rendezvous, Infinity where there is no limit. */
  readonly capacity: number
  /** How many items it holds. */
  readonly size: number
  /** How many fibers wait for an item. */
  readonly takers: number
  /** How many fibers wait with an item. */
  readonly offerers: number
  /** How many items were accepted and not yet declared done. */
  readonly unfinished: number
  readonly isShutdown: boolean
}

const stateOf = (queue: Dequeue<unknown>): State => queue as State

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

const make = <A>(capacity: number, whenFull: WhenFull): Coroutine<unknown, never, Queue<A>> =>
  sync(() => {
    if (!Number.isInteger(capacity) || capacity < 1)
      throw new RangeError(`Queue: a whole capacity from 1 on was expected, got ${String(capacity)}`)
    return new State(new Fifo(), capacity, whenFull)
  })

/**
 * A queue that holds so many items; who offers more waits for room.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const jobs = yield* Queue.bounded<number>(2)
 *   yield* C.fork(Queue.offerAll(jobs, [1, 2, 3, 4]))
 *   return [yield* Queue.take(jobs), yield* Queue.take(jobs), yield* Queue.take(jobs)]
 * })
 * assert.deepStrictEqual(await run(main), [1, 2, 3])
 *
 * @category constructors
 * @since 0.1.0
 */
export const bounded = <A>(capacity: number): Coroutine<unknown, never, Queue<A>> => make(capacity, WhenFull.Wait)

/**
 * A queue that takes every item, however many there are.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.unbounded<string>()
 *   yield* Queue.offerAll(queue, ['a', 'b'])
 *   return yield* Queue.take(queue)
 * })
 * assert.deepStrictEqual(await run(main), 'a')
 *
 * @category constructors
 * @since 0.1.0
 */
export const unbounded = <A>(): Coroutine<unknown, never, Queue<A>> => sync(unsafeUnbounded<A>)

/**
 * Makes an unbounded queue outside of any coroutine.
 *
 * @example
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const clicks = Queue.unsafeUnbounded<string>()
 * setTimeout(Queue.unsafeOffer(clicks, 'button'), 1)
 * assert.deepStrictEqual(await run(Queue.take(clicks)), 'button')
 *
 * @category constructors
 * @since 0.1.0
 */
export const unsafeUnbounded = <A>(): Queue<A> => new State(new Fifo(), Infinity, WhenFull.Wait)

/**
 * A queue that holds so many items and drops new ones when it is full: `offer` answers false then.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.dropping<number>(1)
 *   return [yield* Queue.offer(queue, 1), yield* Queue.offer(queue, 2), yield* Queue.take(queue)]
 * })
 * assert.deepStrictEqual(await run(main), [true, false, 1])
 *
 * @category constructors
 * @since 0.1.0
 */
export const dropping = <A>(capacity: number): Coroutine<unknown, never, Queue<A>> => make(capacity, WhenFull.DropNew)

/**
 * A queue that holds so many items and drops the oldest one when it is full.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const latest = yield* Queue.sliding<number>(2)
 *   yield* Queue.offerAll(latest, [1, 2, 3])
 *   return yield* Queue.takeAll(latest)
 * })
 * assert.deepStrictEqual(await run(main), [2, 3])
 *
 * @category constructors
 * @since 0.1.0
 */
export const sliding = <A>(capacity: number): Coroutine<unknown, never, Queue<A>> => make(capacity, WhenFull.DropOld)

/**
 * A queue that holds nothing: who offers waits until somebody takes.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.rendezvous<number>()
 *   return yield* C.all([Queue.offer(queue, 1), Queue.take(queue)])
 * })
 * assert.deepStrictEqual(await run(main), [true, 1])
 *
 * @category constructors
 * @since 0.1.0
 */
export const rendezvous = <A>(): Coroutine<unknown, never, Queue<A>> =>
  sync(() => new State(new Fifo(), 0, WhenFull.Wait))

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

/**
 * Puts an item into the queue, waiting for room if need be. Answers whether the item was accepted: false only when a
 * dropping queue is full.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.bounded<number>(8)
 *   return yield* Queue.offer(queue, 1)
 * })
 * assert.deepStrictEqual(await run(main), true)
 *
 * @category operations
 * @since 0.1.0
 */
export const offer = <A>(queue: Queue<A>, item: NoInfer<A>): Coroutine<unknown, QueueShutdown, boolean> =>
  offerOp(stateOf(queue), item)

/**
 * Puts several items into the queue, one after the other, with nothing of others in between, waiting for room if need be.
 * Answers those that were not accepted: some only when a dropping queue is full. Items that were accepted before an
 * interruption or a shutdown stay in the queue.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.dropping<number>(2)
 *   return yield* Queue.offerAll(queue, [1, 2, 3])
 * })
 * assert.deepStrictEqual(await run(main), [3])
 *
 * @category operations
 * @since 0.1.0
 */
export const offerAll = <A>(
  queue: Queue<A>,
  items: ReadonlyArray<NoInfer<A>>
): Coroutine<unknown, QueueShutdown, ReadonlyArray<A>> =>
  Array.isArray(items) ? offerManyOp(stateOf(queue), items) : die(expected('an array', items))

/**
 * Puts an item into the queue from outside of any coroutine, for callbacks of the host. Nobody waits: false means that the
 * queue is full or was shut down.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.bounded<number>(1)
 *   return [Queue.unsafeOffer(queue, 1)(), Queue.unsafeOffer(queue, 2)()]
 * })
 * assert.deepStrictEqual(await run(main), [true, false])
 *
 * @category operations
 * @since 0.1.0
 */
export const unsafeOffer =
  <A>(queue: Queue<A>, item: NoInfer<A>): IO<boolean> =>
  () =>
    offerNow(stateOf(queue), item)

/**
 * Takes the next item, waiting for one if need be.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.unbounded<number>()
 *   const [item] = yield* C.all([Queue.take(queue), Queue.offer(queue, 1)])
 *   return item
 * })
 * assert.deepStrictEqual(await run(main), 1)
 *
 * @category operations
 * @since 0.1.0
 */
export const take = <A>(queue: Dequeue<A>): Coroutine<unknown, QueueShutdown, A> => takeOp(stateOf(queue))

/**
 * Takes what there is, up to so many items, and waits only when there is none.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.unbounded<number>()
 *   yield* Queue.offerAll(queue, [1, 2, 3])
 *   return yield* Queue.takeUpTo(queue, 2)
 * })
 * assert.deepStrictEqual(await run(main), [1, 2])
 *
 * @category operations
 * @since 0.1.0
 */
export const takeUpTo = <A>(
  queue: Dequeue<A>,
  max: number
): Coroutine<unknown, QueueShutdown, ReadonlyNonEmptyArray<A>> =>
  max >= 1
    ? takeManyOp(stateOf(queue), max)
    : die(new RangeError(`Queue: a number of items from 1 on was expected, got ${String(max)}`))

/**
 * Takes all that there is, and waits only when there is nothing.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.unbounded<number>()
 *   yield* Queue.offerAll(queue, [1, 2, 3])
 *   return yield* Queue.takeAll(queue)
 * })
 * assert.deepStrictEqual(await run(main), [1, 2, 3])
 *
 * @category operations
 * @since 0.1.0
 */
export const takeAll = <A>(queue: Dequeue<A>): Coroutine<unknown, QueueShutdown, ReadonlyNonEmptyArray<A>> =>
  takeManyOp(stateOf(queue), Infinity)

/**
 * Takes the next item if there is one, and never waits.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.unbounded<number>()
 *   yield* Queue.offer(queue, 1)
 *   return [yield* Queue.poll(queue), yield* Queue.poll(queue)]
 * })
 * assert.deepStrictEqual(await run(main), [O.some(1), O.none])
 *
 * @category operations
 * @since 0.1.0
 */
export const poll = <A>(queue: Dequeue<A>): Coroutine<unknown, never, Option<A>> =>
  sync(() => {
    const state = stateOf(queue)
    return state.isEmpty ? { _tag: 'None' } : { _tag: 'Some', value: state.next() }
  })

/**
 * Declares one item that was taken as done. More often than items were offered is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.unbounded<number>()
 *   yield* Queue.offer(queue, 1)
 *   yield* C.fork(C.flatMap(Queue.take(queue), () => Queue.taskDone(queue)))
 *   yield* Queue.join(queue)
 *   return (yield* Queue.statistics(queue)).unfinished
 * })
 * assert.deepStrictEqual(await run(main), 0)
 *
 * @category operations
 * @since 0.1.0
 */
export const taskDone = (queue: Dequeue<unknown>): Coroutine<unknown, never, void> => taskDoneOp(stateOf(queue))

/**
 * Waits until every item that was accepted has been declared done by `taskDone`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.flatMap(Queue.unbounded<number>(), Queue.join)), undefined)
 *
 * @category operations
 * @since 0.1.0
 */
export const join = (queue: Dequeue<unknown>): Coroutine<unknown, never, void> => joinOp(stateOf(queue))

/**
 * Ends the queue in good order: offers fail with `QueueShutdown` from now on, those that wait included; what is in the queue
 * can still be taken, and takes fail once it is empty. Shutting down again changes nothing.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { QueueShutdown } from 'fiber-ts/Errors'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.unbounded<number>()
 *   yield* Queue.offer(queue, 1)
 *   yield* Queue.shutdown(queue)
 *   return [yield* C.toEither(Queue.take(queue)), yield* C.toEither(Queue.take(queue))]
 * })
 * assert.deepStrictEqual(await run(main), [E.right(1), E.left(new QueueShutdown())])
 *
 * @category operations
 * @since 0.1.0
 */
export const shutdown = (queue: Queue<any>): Coroutine<unknown, never, void> => sync(() => stateOf(queue).close())

/**
 * Ends the queue at once: as `shutdown`, and what is in the queue is taken out. Answers those items; they count as done.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const queue = yield* Queue.unbounded<number>()
 *   yield* Queue.offerAll(queue, [1, 2])
 *   return yield* Queue.shutdownNow(queue)
 * })
 * assert.deepStrictEqual(await run(main), [1, 2])
 *
 * @category operations
 * @since 0.1.0
 */
export const shutdownNow = <A>(queue: Queue<A>): Coroutine<unknown, never, ReadonlyArray<A>> =>
  sync(() => {
    stateOf(queue).close()
    return stateOf(queue).drain()
  })

/**
 * What the queue is like now.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.flatMap(Queue.bounded<number>(8), Queue.statistics)
 * assert.deepStrictEqual(await run(main), {
 *   capacity: 8,
 *   size: 0,
 *   takers: 0,
 *   offerers: 0,
 *   unfinished: 0,
 *   isShutdown: false
 * })
 *
 * @category operations
 * @since 0.1.0
 */
export const statistics = (queue: Dequeue<unknown>): Coroutine<unknown, never, Statistics> =>
  sync(() => {
    const { capacity, items, takers, offerers, unfinished, shutdown: ended } = stateOf(queue)
    return {
      capacity,
      size: items.size,
      takers: takers.size,
      offerers: offerers.size,
      unfinished,
      isShutdown: ended !== null
    }
  })
