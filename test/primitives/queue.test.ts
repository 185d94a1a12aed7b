// Queue and PriorityQueue: what asyncio promises of them, and what is promised beyond that.
//
// test_asyncio/test_queues.py                           here
// ---------------------------------------------------   ---------------------------------------------------------
// QueueBasic  test_empty, test_full, test_repr          statistics say what there is
//             test_order                                items come out in the order in which they went in
//             test_maxsize                              who offers to a full queue waits for room
// QueueGet    test_blocking_get(_wait)                  who takes from an empty queue waits for an item
//             test_nonblocking_get(_exception)          poll never waits
//             test_get_cancelled(_race)                 a taker that is interrupted is given nothing
//             test_get_with_waiting_putters             who takes lets the first offerer in
//             test_why_are_getters_waiting              takers are served in the order in which they came
//             test_cancelled_getters_not_being_held…    takers that are interrupted do not keep items
// QueuePut    test_blocking_put(_wait), test_put_canc…  an offerer that is interrupted leaves nothing behind
//             test_nonblocking_put(_exception)          unsafeOffer never waits
//             test_float_maxsize                        bad capacities are defects
//             test_put_cancelled_race, why_are_putters  offerers are let in in the order in which they came
// Lifo…       (no counterpart: nobody of the field has one)
// Priority…   test_order                                the least item first, equal ones in the order they came
// QueueJoin   test_task_done(_underflow)                taskDone too often is a defect
//             test_join_empty_queue, test_format        join waits until every item is done
// QueueShutd… test_shutdown_empty, _nonempty            a queue that is shut down gives what it has, then fails
//             test_shutdown_immediate(_with_undone)     shutdownNow takes out what is left; it counts as done
//             test_shutdown_repr                        (statistics)
//             test_shutdown_allowed_transitions         shutdownNow after shutdown
//             test_shutdown_with_blocked get/put/join   fibers that wait fail when it is shut down
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import { QueueShutdown, RuntimeError } from 'fiber-ts/Errors'
import * as Fiber from 'fiber-ts/Fiber'
import * as PriorityQueue from 'fiber-ts/PriorityQueue'
import * as Queue from 'fiber-ts/Queue'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import * as O from 'fp-ts/lib/Option.js'
import * as Ord from 'fp-ts/lib/Ord.js'
import { exitOf } from '../coroutine/fixtures.js'
import { defectOf, start, valueOf } from '../support/programs.js'

const shutdownError = E.left(new QueueShutdown())

test('items come out in the order in which they went in', (t) => {
  const many = Array.from({ length: 100 }, (_, i) => i)
  valueOf(
    C.gen(function* () {
      const queue = yield* Queue.unbounded<number>()
      // the ring of items wraps and grows on the way
      for (const i of many) {
        yield* Queue.offer(queue, i)
        if (i % 3 === 0) t.is(yield* Queue.take(queue), i / 3)
      }
      t.deepEqual(yield* Queue.takeAll(queue), many.slice(34))
    })
  )
})

test('who takes from an empty queue waits for an item; takers are served in the order in which they came', (t) => {
  valueOf(
    C.gen(function* () {
      const queue = yield* Queue.bounded<number>(1)
      const first = yield* start(Queue.take(queue))
      const second = yield* start(Queue.take(queue))
      t.is((yield* Queue.statistics(queue)).takers, 2)
      yield* Queue.offerAll(queue, [1, 2, 3])
      t.deepEqual([yield* Fiber.join(first), yield* Fiber.join(second)], [1, 2])
      t.is((yield* Queue.statistics(queue)).size, 1)
    })
  )
})

test('who offers to a full queue waits for room; offerers are let in in the order in which they came', (t) => {
  valueOf(
    C.gen(function* () {
      const queue = yield* Queue.bounded<string>(1)
      t.true(yield* Queue.offer(queue, 'a'))
      for (const item of ['b', 'c']) yield* start(Queue.offer(queue, item))
      t.like(yield* Queue.statistics(queue), { size: 1, offerers: 2, unfinished: 1 })
      t.is(yield* Queue.take(queue), 'a')
      t.like(yield* Queue.statistics(queue), { size: 1, offerers: 1, unfinished: 2 })
      t.deepEqual([yield* Queue.take(queue), yield* Queue.take(queue)], ['b', 'c'])
    })
  )
})

test('a taker that is interrupted is given nothing, and keeps no item from others', (t) => {
  valueOf(
    C.gen(function* () {
      const queue = yield* Queue.unbounded<number>()
      const gone = yield* start(Queue.take(queue))
      const stays = yield* start(Queue.take(queue))
      yield* Fiber.interrupt(gone)
      yield* Queue.offer(queue, 1)
      t.is(yield* Fiber.join(stays), 1)
      t.like(yield* Queue.statistics(queue), { size: 0, takers: 0 })
    })
  )
})

test('an item that was given is not lost to a timeout or an interruption that comes too late', (t) => {
  const taken: Array<number> = []
  valueOf(
    C.gen(function* () {
      const queue = yield* Queue.unbounded<number>()
      // offered at the very millisecond at which the timeout is over, before and after it
      for (const millis of [5, 6]) {
        yield* C.fork(pipe(Queue.offer(queue, millis), C.delay(5)))
        const item = yield* pipe(Queue.take(queue), C.timeoutOption(millis))
        if (O.isSome(item)) taken.push(item.value)
        yield* C.sleep(1)
        const left = yield* Queue.poll(queue)
        if (O.isSome(left)) taken.push(left.value)
      }
      // given, and interrupted before it runs
      const taker = yield* start(
        pipe(
          Queue.take(queue),
          C.map((item) => taken.push(item))
        )
      )
      yield* Queue.offer(queue, 7)
      yield* Fiber.interrupt(taker)
    })
  )
  t.deepEqual(taken, [5, 6, 7])
})

test('an offerer that is interrupted leaves nothing behind', (t) => {
  valueOf(
    C.gen(function* () {
      const queue = yield* Queue.bounded<string>(1)
      yield* Queue.offer(queue, 'a')
      const gone = yield* start(Queue.offer(queue, 'b'))
      yield* start(Queue.offer(queue, 'c'))
      yield* Fiber.interrupt(gone)
      t.deepEqual([yield* Queue.take(queue), yield* Queue.take(queue)], ['a', 'c'])
      t.like(yield* Queue.statistics(queue), { size: 0, offerers: 0, unfinished: 2 })
    })
  )
})

test('offerAll waits with what is left, and lets nothing of others in between', (t) => {
  valueOf(
    C.gen(function* () {
      const queue = yield* Queue.bounded<string>(2)
      const all = yield* start(Queue.offerAll(queue, ['a', 'b', 'c', 'd']))
      yield* start(Queue.offer(queue, 'x'))
      t.deepEqual(yield* Queue.takeUpTo(queue, 3), ['a', 'b', 'c'])
      t.deepEqual(yield* Fiber.join(all), [])
      t.deepEqual(yield* Queue.takeAll(queue), ['d', 'x'])
      t.deepEqual(yield* Queue.offerAll(queue, []), [])
    })
  )
})

test('takeUpTo and takeAll wait for one item only, poll for none, unsafeOffer for no room', (t) => {
  valueOf(
    C.gen(function* () {
      const queue = yield* Queue.bounded<number>(2)
      const batch = yield* start(Queue.takeAll(queue))
      yield* Queue.offerAll(queue, [1, 2])
      t.deepEqual(yield* Fiber.join(batch), [1])
      t.deepEqual([yield* Queue.poll(queue), yield* Queue.poll(queue)], [O.some(2), O.none])
      t.deepEqual(
        [1, 2, 3].map((item) => Queue.unsafeOffer(queue, item)()),
        [true, true, false]
      )
      for (const max of [0, -1, NaN]) t.true(defectOf(exitOf(Queue.takeUpTo(queue, max))) instanceof RangeError)
      t.is((yield* Queue.statistics(queue)).size, 2)
    })
  )
})

test('dropping, sliding and rendezvous', (t) => {
  valueOf(
    C.gen(function* () {
      const dropping = yield* Queue.dropping<number>(2)
      t.deepEqual(yield* Queue.offerAll(dropping, [1, 2, 3, 4]), [3, 4])
      t.false(yield* Queue.offer(dropping, 5))
      t.deepEqual(yield* Queue.takeAll(dropping), [1, 2])

      const sliding = yield* Queue.sliding<number>(2)
      t.deepEqual(yield* Queue.offerAll(sliding, [1, 2, 3, 4]), [])
      t.like(yield* Queue.statistics(sliding), { size: 2, unfinished: 2 })
      t.deepEqual(yield* Queue.takeAll(sliding), [3, 4])

      const rendezvous = yield* Queue.rendezvous<number>()
      const offerer = yield* start(Queue.offer(rendezvous, 1))
      t.like(yield* Queue.statistics(rendezvous), { capacity: 0, size: 0, offerers: 1 })
      t.is(yield* Queue.take(rendezvous), 1)
      t.true(yield* Fiber.join(offerer))
      t.false(Queue.unsafeOffer(rendezvous, 2)())
      const taker = yield* start(Queue.take(rendezvous))
      t.true(Queue.unsafeOffer(rendezvous, 2)())
      t.is(yield* Fiber.join(taker), 2)
    })
  )
})

test('bad capacities are defects', (t) => {
  for (const capacity of [0, -1, 1.5, NaN, Infinity])
    for (const make of [Queue.bounded, Queue.dropping, Queue.sliding, (n: number) => PriorityQueue.bounded(N.Ord, n)])
      t.true(defectOf(exitOf<never, unknown>(make(capacity))) instanceof RangeError, String(capacity))
})

test('what is no array cannot be offered, and nobody waits for ever', (t) => {
  const offered = C.flatMap(Queue.bounded<number>(1), (queue) => Queue.offerAll(queue, new Set([1]) as never))
  t.is(String(defectOf(exitOf(offered))), 'TypeError: an array was expected, got an object of class Set')
})

test('a priority queue gives the least item first, and equal ones in the order in which they came', (t) => {
  const byPriority = pipe(
    N.Ord,
    Ord.contramap((item: readonly [number, string]) => item[0])
  )
  const items = Array.from({ length: 60 }, (_, i): readonly [number, string] => [(i * 7) % 5, `item ${i}`])
  valueOf(
    C.gen(function* () {
      const queue = yield* PriorityQueue.unbounded(byPriority)
      yield* Queue.offerAll(queue, items)
      const sorted = items.map((item, i) => ({ item, i })).sort((x, y) => x.item[0] - y.item[0] || x.i - y.i)
      t.deepEqual(yield* Queue.takeAll(queue), sorted.map(({ item }) => item) as never)
    })
  )
})

test('an Ord that throws is a defect of who offers, and leaves the queue as it was', (t) => {
  const picky = Ord.fromCompare((x: number, y: number) => {
    if (x === 13 || y === 13) throw new Error('unlucky')
    return N.Ord.compare(x, y)
  })
  valueOf(
    C.gen(function* () {
      const queue = yield* PriorityQueue.unbounded(picky)
      yield* Queue.offerAll(queue, [3, 1, 2])
      t.is((yield* Fiber.await(yield* C.forkDaemon(Queue.offer(queue, 13))))._tag, 'Left')
      t.like(yield* Queue.statistics(queue), { size: 3, unfinished: 3 })
      t.deepEqual(yield* Queue.takeAll(queue), [1, 2, 3])
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// join, shutdown
// ---------------------------------------------------------------------------------------------------------------------

test('join waits until every item is done; taskDone too often is a defect', (t) => {
  valueOf(
    C.gen(function* () {
      const queue = yield* Queue.unbounded<number>()
      yield* Queue.join(queue)
      yield* Queue.offerAll(queue, [1, 2])
      const joiner = yield* start(Queue.join(queue))
      yield* Queue.takeAll(queue)
      yield* Queue.taskDone(queue)
      yield* C.yieldNow
      t.deepEqual(yield* Fiber.status(joiner), { _tag: 'Suspended', waitsFor: 'the 1 unfinished items of a Queue' })
      const gone = yield* start(Queue.join(queue))
      yield* Fiber.interrupt(gone)
      yield* Queue.taskDone(queue)
      yield* Fiber.join(joiner)
      t.is((yield* Queue.statistics(queue)).unfinished, 0)
    })
  )
  t.true(defectOf(exitOf(C.flatMap(Queue.unbounded<number>(), Queue.taskDone))) instanceof RuntimeError)
})

test('a queue that is shut down gives what it has, and then fails', (t) => {
  valueOf(
    C.gen(function* () {
      const queue = yield* Queue.bounded<number>(2)
      yield* Queue.offerAll(queue, [1, 2])
      yield* Queue.shutdown(queue)
      t.deepEqual(yield* C.toEither(Queue.offer(queue, 3)), shutdownError)
      t.deepEqual(yield* C.toEither(Queue.offerAll(queue, [3])), shutdownError)
      t.false(Queue.unsafeOffer(queue, 3)())
      const joiner = yield* start(Queue.join(queue))
      t.is(yield* Queue.take(queue), 1)
      t.deepEqual(yield* Queue.takeAll(queue), [2])
      t.deepEqual(yield* C.toEither(Queue.take(queue)), shutdownError)
      t.deepEqual(yield* C.toEither(Queue.takeAll(queue)), shutdownError)
      t.deepEqual(yield* Queue.poll(queue), O.none)
      yield* Queue.taskDone(queue)
      yield* Queue.taskDone(queue)
      yield* Fiber.join(joiner)
    })
  )
})

test('fibers that wait fail when the queue is shut down', (t) => {
  valueOf(
    C.gen(function* () {
      const empty = yield* Queue.bounded<number>(1)
      const takers = [yield* start(C.toEither(Queue.take(empty))), yield* start(C.toEither(Queue.takeAll(empty)))]
      yield* Queue.shutdown(empty)
      for (const taker of takers) t.deepEqual(yield* Fiber.join<never, unknown>(taker), shutdownError)

      const full = yield* Queue.bounded<number>(1)
      yield* Queue.offer(full, 1)
      const offerers = [
        yield* start(C.toEither(Queue.offer(full, 2))),
        yield* start(C.toEither(Queue.offerAll(full, [3, 4])))
      ]
      yield* Queue.shutdown(full)
      for (const offerer of offerers) t.deepEqual(yield* Fiber.join<never, unknown>(offerer), shutdownError)
      t.deepEqual(yield* Queue.takeAll(full), [1])
    })
  )
})

test('shutdownNow takes out what is left, which counts as done, and may follow a shutdown', (t) => {
  valueOf(
    C.gen(function* () {
      const queue = yield* Queue.unbounded<number>()
      yield* Queue.offerAll(queue, [1, 2, 3])
      yield* Queue.take(queue)
      const joiner = yield* start(Queue.join(queue))
      yield* Queue.shutdown(queue)
      t.deepEqual(yield* Queue.shutdownNow(queue), [2, 3])
      t.deepEqual(yield* Queue.shutdownNow(queue), [])
      t.like(yield* Queue.statistics(queue), { size: 0, unfinished: 1, isShutdown: true })
      t.deepEqual(yield* C.toEither(Queue.take(queue)), shutdownError)
      t.is((yield* Fiber.status(joiner))._tag, 'Suspended')
      yield* Queue.taskDone(queue)
      yield* Fiber.join(joiner)
    })
  )
})

test('a consumer ends with its queue, by type', (t) => {
  const consumed: Array<number> = []
  valueOf(
    C.gen(function* () {
      const queue = yield* Queue.bounded<number>(4)
      const consumer: Fiber.Fiber<never, void> = yield* C.fork(
        pipe(
          Queue.take(queue),
          C.flatMap((item) => C.fromIO(() => void consumed.push(item))),
          C.forever,
          C.catchTag('QueueShutdown', () => C.of(undefined))
        )
      )
      yield* Queue.offerAll(queue, [1, 2, 3, 4, 5])
      yield* Queue.shutdown(queue)
      yield* Fiber.join(consumer)
    })
  )
  t.deepEqual(consumed, [1, 2, 3, 4, 5])
})
