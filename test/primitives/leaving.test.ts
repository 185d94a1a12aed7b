// Whoever is interrupted where it waits has left: what comes there later goes to the others, those who came before and one who
// comes after, each of whom gets it; it does not wake the one that cleans up meanwhile. The same for each place in the list, and for everything that can be waited for.
import test from 'ava'
import * as Barrier from 'fiber-ts/Barrier'
import * as Condition from 'fiber-ts/Condition'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Event from 'fiber-ts/Event'
import * as Fiber from 'fiber-ts/Fiber'
import * as Lock from 'fiber-ts/Lock'
import { memoize } from 'fiber-ts/Memo'
import * as PubSub from 'fiber-ts/PubSub'
import * as Queue from 'fiber-ts/Queue'
import * as Scope from 'fiber-ts/Scope'
import * as Semaphore from 'fiber-ts/Semaphore'
import { TestLoop } from 'fiber-ts/testing'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { makeLog } from '../coroutine/fixtures.js'

type Program<A = unknown> = C.Coroutine<unknown, unknown, A>

/** Something to wait for, and what wakes so many fibers that wait for it. */
interface Place {
  readonly wait: Program
  readonly wake: (count: number) => Program
}

const numbers = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, i) => i)

const times = (count: number, step: Program): Program =>
  count === 0 ? C.of(undefined) : C.flatMap(step, () => times(count - 1, step))

const placeIn = <A>(make: Program<A>, place: (made: A) => Place): Program<Place> => C.map(place)(make)

const places: Readonly<Record<string, Program<Place>>> = {
  Deferred: placeIn(Deferred.make<never, void>(), (deferred) => ({
    wait: Deferred.await(deferred),
    wake: () => Deferred.succeed(deferred, undefined)
  })),
  'the end of a fiber': C.gen(function* () {
    const deferred = yield* Deferred.make<never, void>()
    const fiber = yield* C.forkDaemon(Deferred.await(deferred))
    return { wait: Fiber.join(fiber), wake: () => Deferred.succeed(deferred, undefined) }
  }),
  Event: placeIn(Event.make, (event) => ({ wait: Event.wait(event), wake: () => Event.set(event) })),
  'Condition, all': placeIn(Condition.make(), (condition) => ({
    wait: Condition.withLock(condition)(Condition.wait(condition)),
    wake: () => Condition.withLock(condition)(Condition.notifyAll(condition))
  })),
  'Condition, one by one': placeIn(Condition.make(), (condition) => ({
    wait: Condition.withLock(condition)(Condition.wait(condition)),
    wake: (count) => times(count, Condition.withLock(condition)(Condition.notify(condition)))
  })),
  Lock: C.gen(function* () {
    const lock = yield* Lock.make
    yield* Lock.acquire(lock)
    return { wait: Lock.withLock(lock)(C.of(undefined)), wake: () => Lock.release(lock) }
  }),
  'Semaphore, permits one by one': C.gen(function* () {
    const semaphore = yield* Semaphore.make(3)
    yield* Semaphore.acquire(semaphore, 3)
    return { wait: Semaphore.acquire(semaphore), wake: (count) => times(count, Semaphore.release(semaphore)) }
  }),
  'Semaphore, several permits at once': C.gen(function* () {
    const semaphore = yield* Semaphore.make(3)
    yield* Semaphore.acquire(semaphore, 3)
    return { wait: Semaphore.acquire(semaphore), wake: (count) => Semaphore.release(semaphore, count) }
  }),
  Barrier: placeIn(Barrier.make(4), (barrier) => ({
    wait: Barrier.wait(barrier),
    wake: (count) => C.all(numbers(4 - count).map(() => Barrier.wait(barrier)))
  })),
  'an item of a Queue': placeIn(Queue.unbounded<number>(), (queue) => ({
    wait: Queue.take(queue),
    wake: (count) => Queue.offerAll(queue, numbers(count))
  })),
  'a batch of a Queue': placeIn(Queue.unbounded<number>(), (queue) => ({
    wait: Queue.takeUpTo(queue, 1),
    wake: (count) => Queue.offerAll(queue, numbers(count))
  })),
  'room in a Queue': placeIn(Queue.rendezvous<number>(), (queue) => ({
    wait: Queue.offer(queue, 1),
    wake: (count) => times(count, Queue.take(queue))
  })),
  'room in a Queue for several items': placeIn(Queue.rendezvous<number>(), (queue) => ({
    wait: Queue.offerAll(queue, [1, 2]),
    wake: (count) => times(2 * count, Queue.take(queue))
  })),
  'the shutdown of a Queue': placeIn(Queue.unbounded<number>(), (queue) => ({
    wait: C.toEither(Queue.take(queue)),
    wake: () => Queue.shutdown(queue)
  })),
  'the unfinished items of a Queue': C.gen(function* () {
    const queue = yield* Queue.unbounded<number>()
    yield* Queue.offer(queue, 1)
    return { wait: Queue.join(queue), wake: () => Queue.taskDone(queue) }
  }),
  'room for all subscribers of a PubSub': C.gen(function* () {
    const scope = yield* Scope.make
    const hub = yield* PubSub.bounded<number>(1)
    const messages = yield* Scope.provide(scope)(PubSub.subscribe(hub))
    yield* PubSub.publish(hub, 1)
    return { wait: PubSub.publish(hub, 2), wake: (count) => times(count, Queue.take(messages)) }
  }),
  'a result that is computed once': C.gen(function* () {
    const deferred = yield* Deferred.make<never, void>()
    return { wait: yield* memoize(Deferred.await(deferred)), wake: () => Deferred.succeed(deferred, undefined) }
  }),
  'the end of a Scope that another fiber closes': C.gen(function* () {
    const deferred = yield* Deferred.make<never, void>()
    const scope = yield* Scope.make
    yield* Scope.addFinalizer(scope, () => Deferred.await(deferred))
    yield* C.forkDaemon(Scope.close(scope, E.right(undefined)))
    yield* C.yieldNow
    return { wait: Scope.close(scope, E.right(undefined)), wake: () => Deferred.succeed(deferred, undefined) }
  }),
  sleep: C.of({ wait: C.sleep(5), wake: () => C.sleep(4) }),
  'a callback': C.fromIO(() => {
    const callbacks: Array<(result: E.Either<never, void>) => void> = []
    const wait = C.async<never, void>((resume) => void callbacks.push(resume))
    return { wait, wake: () => C.fromIO(() => callbacks.forEach((resume) => resume(E.right(undefined)))) }
  })
}

for (const [name, make] of Object.entries(places))
  for (const [where, fibers, index] of [
    ['alone', 1, 0],
    ['before another', 2, 0],
    ['behind another', 2, 1],
    ['before two others', 3, 0],
    ['between two others', 3, 1],
    ['behind two others', 3, 2]
  ] as const)
    test(`${name}: who is interrupted ${where}`, (t) => {
      const { lines, say } = makeLog()
      const loop = new TestLoop()
      const note = (line: string) => C.suspend(() => say(`${line} at ${loop.now()}`))
      const exit = loop.run(
        C.gen(function* () {
          const place = yield* make
          const waiting: Array<Fiber.Fiber<unknown, unknown>> = []
          const waiter = pipe(
            place.wait,
            C.tap(() => note('woken')),
            C.onInterrupt(C.flatMap(C.sleep(10), () => note('has left')))
          )
          for (let i = 0; i < fibers; i++) {
            waiting.push(yield* C.fork(waiter))
            yield* C.yieldNow
          }
          yield* C.sleep(1)
          yield* C.fork(Fiber.interrupt(waiting[index] as Fiber.Fiber<unknown, unknown>))
          yield* C.sleep(1)
          yield* C.fork(waiter)
          yield* C.yieldNow
          yield* place.wake(fibers)
          yield* C.sleep(20)
        })
      )
      const others = numbers(fibers - 1).map(() => `woken at ${name === 'sleep' ? 5 : 2}`)
      const newcomer = `woken at ${name === 'sleep' ? 7 : 2}`
      t.deepEqual(lines, [...others, newcomer, 'has left at 11'])
      t.is(exit._tag, 'Right')
      t.deepEqual([loop.fibers().length, loop.sleeping(), loop.reported], [0, 0, []])
    })
