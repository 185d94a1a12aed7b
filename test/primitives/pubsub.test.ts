// PubSub: every subscriber gets every message, and the slowest decides what becomes of the publisher.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import { QueueShutdown } from 'fiber-ts/Errors'
import * as Fiber from 'fiber-ts/Fiber'
import * as PubSub from 'fiber-ts/PubSub'
import * as Queue from 'fiber-ts/Queue'
import * as Scope from 'fiber-ts/Scope'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { exitOf } from '../coroutine/fixtures.js'
import { defectOf, start, valueOf } from '../support/programs.js'

const shutdownError = E.left(new QueueShutdown())

test('every subscriber gets every message that is published while it is subscribed, in order', (t) => {
  valueOf(
    C.gen(function* () {
      const hub = yield* PubSub.unbounded<number>()
      yield* PubSub.publish(hub, 0)
      yield* Scope.scoped(
        C.gen(function* () {
          const early = yield* PubSub.subscribe(hub)
          yield* PubSub.publish(hub, 1)
          const late = yield* PubSub.subscribe(hub)
          yield* PubSub.publish(hub, 2)
          t.deepEqual(yield* Queue.takeAll(early), [1, 2])
          t.deepEqual(yield* Queue.takeAll(late), [2])
          t.is((yield* PubSub.statistics(hub)).subscribers, 2)
        })
      )
      t.is((yield* PubSub.statistics(hub)).subscribers, 0)
    })
  )
})

test('bounded: the publisher waits for the slowest, and then all get the message at once', (t) => {
  valueOf(
    Scope.scoped(
      C.gen(function* () {
        const hub = yield* PubSub.bounded<number>(1)
        const fast = yield* PubSub.subscribe(hub)
        const slow = yield* PubSub.subscribe(hub)
        yield* PubSub.publish(hub, 1)
        const publishers = [yield* start(PubSub.publish(hub, 2)), yield* start(PubSub.publish(hub, 3))]
        t.is(yield* Queue.take(fast), 1)
        t.deepEqual(yield* Queue.poll(fast), O.none)
        t.is((yield* PubSub.statistics(hub)).publishers, 2)
        t.is(yield* Queue.take(slow), 1)
        t.is((yield* PubSub.statistics(hub)).publishers, 1)
        t.deepEqual([yield* Queue.take(fast), yield* Queue.take(slow)], [2, 2])
        t.deepEqual([yield* Queue.take(slow), yield* Queue.take(fast)], [3, 3])
        for (const publisher of publishers) t.true(yield* Fiber.join(publisher))
      })
    )
  )
})

test('bounded: a slow subscriber that leaves, or a publisher that is interrupted, holds nobody up', (t) => {
  valueOf(
    Scope.scoped(
      C.gen(function* () {
        const hub = yield* PubSub.bounded<number>(1)
        const stays = yield* PubSub.subscribe(hub)
        const slow = yield* start(Scope.scoped(C.flatMap(PubSub.subscribe(hub), () => C.never)))
        yield* PubSub.publish(hub, 1)
        t.is(yield* Queue.take(stays), 1)
        const gone = yield* start(PubSub.publish(hub, 2))
        const waits = yield* start(PubSub.publish(hub, 3))
        yield* Fiber.interrupt(gone)
        yield* Fiber.interrupt(slow)
        yield* Fiber.join(waits)
        t.is(yield* Queue.take(stays), 3)
        t.like(yield* PubSub.statistics(hub), { subscribers: 1, publishers: 0 })
      })
    )
  )
})

test('dropping and sliding: only the slow subscriber misses messages', (t) => {
  valueOf(
    Scope.scoped(
      C.gen(function* () {
        const missed = { dropping: [1], sliding: [2] }
        for (const strategy of ['dropping', 'sliding'] as const) {
          const hub = yield* strategy === 'dropping' ? PubSub.dropping<number>(1) : PubSub.sliding<number>(1)
          const fast = yield* PubSub.subscribe(hub)
          const slow = yield* PubSub.subscribe(hub)
          yield* PubSub.publish(hub, 1)
          t.is(yield* Queue.take(fast), 1)
          t.is(yield* PubSub.publish(hub, 2), strategy === 'sliding')
          t.is(yield* Queue.take(fast), 2)
          t.deepEqual(yield* Queue.takeAll(slow), missed[strategy] as never)
        }
      })
    )
  )
})

test('shutdown: publishers fail at once, subscribers when they have taken everything', (t) => {
  valueOf(
    Scope.scoped(
      C.gen(function* () {
        const hub = yield* PubSub.bounded<number>(1)
        const behind = yield* PubSub.subscribe(hub)
        const waiting = yield* PubSub.subscribe(hub)
        yield* PubSub.publish(hub, 1)
        yield* Queue.take(waiting)
        const taker = yield* start(C.toEither(Queue.take(waiting)))
        const publisher = yield* start(C.toEither(PubSub.publish(hub, 2)))
        yield* PubSub.shutdown(hub)
        t.deepEqual(yield* Fiber.join<never, unknown>(publisher), shutdownError)
        t.deepEqual(yield* Fiber.join<never, unknown>(taker), shutdownError)
        t.is(yield* Queue.take(behind), 1)
        t.deepEqual(yield* C.toEither(Queue.take(behind)), shutdownError)
        const late = yield* PubSub.subscribe(hub)
        t.deepEqual(yield* C.toEither(Queue.take(late)), shutdownError)
        t.deepEqual(yield* C.toEither(PubSub.publish(hub, 3)), shutdownError)
      })
    )
  )
})

test('bad capacities are defects', (t) => {
  for (const capacity of [0, -1, NaN, Infinity])
    for (const make of [PubSub.bounded, PubSub.dropping, PubSub.sliding])
      t.true(defectOf(exitOf<never, unknown>(make(capacity))) instanceof RangeError)
})
