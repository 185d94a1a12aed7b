/**
 * Messages for everybody who listens: each subscriber gets every message that is published while it is subscribed, in
 * order.
 *
 * Each subscriber has a queue of its own. What happens when a subscriber is slow is said at construction: with `bounded`
 * the publisher waits until every subscriber has room, and then all get the message at once; with `dropping` the slow
 * one misses new messages, with `sliding` old ones, and the others miss nothing; with `unbounded` its queue grows. A
 * message that is published while nobody listens is gone.
 *
 * asyncio has no such thing; the names are those of Effect and fs2.
 *
 * @module
 * @since 0.1.0
 */
import type { Coroutine } from './Coroutine.js'
import type { QueueShutdown } from './Errors.js'
import { sync } from './internal/op.js'
import { Hub, publishOp, type Subscription } from './internal/pubsub.js'
import { WhenFull } from './internal/queue.js'
import type { Dequeue } from './Queue.js'
import { acquireRelease, type HasScope } from './Scope.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * Where messages of type `A` are published.
 *
 * @category model
 * @since 0.1.0
 */
export interface PubSub<in out A> {
  readonly _tag: 'PubSub'
  readonly _A?: ((_: A) => A) | undefined
}

/**
 * What a PubSub is like at one moment.
 *
 * @category model
 * @since 0.1.0
 */
export interface Statistics {
  /** How many messages a subscriber may be behind. */
  readonly capacity: number
  readonly subscribers: number
  /** How many fibers wait to publish. */
  readonly publishers: number
  readonly isShutdown: boolean
}

const stateOf = (pubsub: PubSub<any>): Hub => pubsub as Hub

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

const make = <A>(capacity: number, whenFull: WhenFull): Coroutine<unknown, never, PubSub<A>> =>
  sync(() => {
    if (!Number.isInteger(capacity) || capacity < 1)
      throw new RangeError(`PubSub: a whole capacity from 1 on was expected, got ${String(capacity)}`)
    return new Hub(capacity, whenFull)
  })

/**
 * A PubSub whose subscribers may be so many messages behind; who publishes waits for the slowest.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as PubSub from 'fiber-ts/PubSub'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const main = Scope.scoped(
 *   C.gen(function* () {
 *     const news = yield* PubSub.bounded<string>(8)
 *     const ann = yield* PubSub.subscribe(news)
 *     const bob = yield* PubSub.subscribe(news)
 *     yield* PubSub.publish(news, 'hello')
 *     return [yield* Queue.take(ann), yield* Queue.take(bob)]
 *   })
 * )
 * assert.deepStrictEqual(await run(main), ['hello', 'hello'])
 *
 * @category constructors
 * @since 0.1.0
 */
export const bounded = <A>(capacity: number): Coroutine<unknown, never, PubSub<A>> => make(capacity, WhenFull.Wait)

/**
 * A PubSub whose subscribers may be as far behind as they like.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as PubSub from 'fiber-ts/PubSub'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.flatMap(PubSub.unbounded<string>(), (news) => PubSub.publish(news, 'nobody hears this'))
 * assert.deepStrictEqual(await run(main), true)
 *
 * @category constructors
 * @since 0.1.0
 */
export const unbounded = <A>(): Coroutine<unknown, never, PubSub<A>> => sync(() => new Hub(Infinity, WhenFull.Wait))

/**
 * A PubSub in which a subscriber that is so many messages behind misses new ones.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as PubSub from 'fiber-ts/PubSub'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const main = Scope.scoped(
 *   C.gen(function* () {
 *     const ticks = yield* PubSub.dropping<number>(1)
 *     const slow = yield* PubSub.subscribe(ticks)
 *     return [yield* PubSub.publish(ticks, 1), yield* PubSub.publish(ticks, 2), yield* Queue.take(slow)]
 *   })
 * )
 * assert.deepStrictEqual(await run(main), [true, false, 1])
 *
 * @category constructors
 * @since 0.1.0
 */
export const dropping = <A>(capacity: number): Coroutine<unknown, never, PubSub<A>> => make(capacity, WhenFull.DropNew)

/**
 * A PubSub in which a subscriber that is so many messages behind misses old ones.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as PubSub from 'fiber-ts/PubSub'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const main = Scope.scoped(
 *   C.gen(function* () {
 *     const prices = yield* PubSub.sliding<number>(1)
 *     const latest = yield* PubSub.subscribe(prices)
 *     yield* PubSub.publish(prices, 1)
 *     yield* PubSub.publish(prices, 2)
 *     return yield* Queue.take(latest)
 *   })
 * )
 * assert.deepStrictEqual(await run(main), 2)
 *
 * @category constructors
 * @since 0.1.0
 */
export const sliding = <A>(capacity: number): Coroutine<unknown, never, PubSub<A>> => make(capacity, WhenFull.DropOld)

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

/**
 * Sends a message to everybody who is subscribed, waiting for room if need be. Answers whether all of them have accepted
 * it: false only where messages are dropped.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as PubSub from 'fiber-ts/PubSub'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.flatMap(PubSub.bounded<string>(1), (news) => PubSub.publish(news, 'hello'))
 * assert.deepStrictEqual(await run(main), true)
 *
 * @category operations
 * @since 0.1.0
 */
export const publish = <A>(pubsub: PubSub<A>, message: NoInfer<A>): Coroutine<unknown, QueueShutdown, boolean> =>
  publishOp(stateOf(pubsub), message)

/**
 * Subscribes for as long as the scope of the environment is open. The messages are taken as from any `Queue`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as PubSub from 'fiber-ts/PubSub'
 * import * as Queue from 'fiber-ts/Queue'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const news = yield* PubSub.unbounded<string>()
 *   const listen = Scope.scoped(C.flatMap(PubSub.subscribe(news), Queue.take))
 *   return yield* C.all([listen, listen, PubSub.publish(news, 'hello')])
 * })
 * assert.deepStrictEqual(await run(main), ['hello', 'hello', true])
 *
 * @category operations
 * @since 0.1.0
 */
export const subscribe = <A>(pubsub: PubSub<A>): Coroutine<HasScope, never, Dequeue<A>> =>
  acquireRelease(sync(() => stateOf(pubsub).subscribe()) as Coroutine<unknown, never, Subscription>, (subscription) =>
    sync(() => stateOf(pubsub).unsubscribe(subscription))
  )

/**
 * Ends the PubSub: publishing fails with `QueueShutdown` from now on, and so does taking, once a subscriber has taken what
 * it had been sent.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { QueueShutdown } from 'fiber-ts/Errors'
 * import * as PubSub from 'fiber-ts/PubSub'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const news = yield* PubSub.unbounded<string>()
 *   yield* PubSub.shutdown(news)
 *   yield* PubSub.publish(news, 'too late')
 * })
 * await assert.rejects(run(main), QueueShutdown)
 *
 * @category operations
 * @since 0.1.0
 */
export const shutdown = (pubsub: PubSub<any>): Coroutine<unknown, never, void> => sync(() => stateOf(pubsub).close())

/**
 * What the PubSub is like now.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as PubSub from 'fiber-ts/PubSub'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.flatMap(PubSub.bounded<string>(8), PubSub.statistics)
 * assert.deepStrictEqual(await run(main), { capacity: 8, subscribers: 0, publishers: 0, isShutdown: false })
 *
 * @category operations
 * @since 0.1.0
 */
export const statistics = (pubsub: PubSub<any>): Coroutine<unknown, never, Statistics> =>
  sync(() => {
    const { capacity, subscribers, publishers, shutdown: ended } = stateOf(pubsub)
    return { capacity, subscribers: subscribers.size, publishers: publishers.size, isShutdown: ended !== null }
  })
