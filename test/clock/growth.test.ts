// Where crowds wait, one more costs the same: each program is timed at one size and at eight times that size. What costs the
// same for each fiber takes about eight times as long then; what grows with their number takes 64 times as long.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import test from 'ava'
import * as Condition from 'fiber-ts/Condition'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Event from 'fiber-ts/Event'
import * as Fiber from 'fiber-ts/Fiber'
import { cachedK } from 'fiber-ts/Memo'
import * as Queue from 'fiber-ts/Queue'
import * as Scope from 'fiber-ts/Scope'
import * as Semaphore from 'fiber-ts/Semaphore'
import * as TaskGroup from 'fiber-ts/TaskGroup'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'

type Program = C.Coroutine<unknown, never, unknown>

/** The time of the processor that a program takes, in microseconds: waiting for other processes does not count. */
const cost = (program: Program): number => {
  const loop = new TestLoop({ maxTurns: 10_000_000 })
  const start = process.cpuUsage()
  const exit = loop.run(program)
  if (exit._tag === 'Left') throw new Error('it failed', { cause: exit.left })
  const { user, system } = process.cpuUsage(start)
  return user + system
}

const factor = 8

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** The best of several tries at each size, taken in turns, for as long as that looks bad, since the machine has other work. */
const growth = (make: (n: number) => Program, n: number): number => {
  let small = Infinity
  let large = Infinity
  for (let i = 0; i < 4 || (i < 30 && large / small > factor * 3); i++) {
    collectGarbage()
    small = Math.min(small, cost(make(n)))
    collectGarbage()
    large = Math.min(large, cost(make(factor * n)))
  }
  return large / small
}

const grows = (title: string, most: number, make: (n: number) => Program): void =>
  test.serial(`${title}, up to ${most}`, (t) => {
    const found = growth(make, most / factor)
    t.log(`${factor} times as many take ${found.toFixed(1)} times as long`)
    t.true(found < factor * 4, `${factor} times as many take ${found.toFixed(1)} times as long`)
  })

const times = <A>(n: number, a: A): ReadonlyArray<A> => Array.from({ length: n }, () => a)

/** Forks `n` fibers, lets all of them come to where they wait, and interrupts all at once. */
const interruptAll = (n: number, wait: Program): Program =>
  C.gen(function* () {
    const fibers: Array<Fiber.Fiber<never, unknown>> = []
    for (let i = 0; i < n; i++) fibers.push(yield* C.fork(wait))
    yield* C.sleep(1)
    yield* Fiber.interruptAll(fibers)
  })

grows('fibers that contend for one permit', 20_000, (n) => {
  const semaphore = Semaphore.unsafeMake(1)
  return C.all(times(n, Semaphore.withPermits(semaphore)(C.yieldNow)))
})

grows('waiters of one Semaphore that are interrupted', 20_000, (n) => {
  const semaphore = Semaphore.unsafeMake(1)
  const waiter = Semaphore.withPermits(semaphore)(C.of(1))
  return Semaphore.withPermits(semaphore)(C.suspend(() => interruptAll(n, waiter)))
})

grows('waiters of one Deferred that are interrupted', 100_000, (n) =>
  interruptAll(n, Deferred.await(Deferred.unsafeMake<never, void>()))
)

grows('waiters of one Deferred that are interrupted from the last to the first', 20_000, (n) =>
  C.gen(function* () {
    const deferred = yield* Deferred.make()
    const fibers: Array<Fiber.Fiber<never, void>> = []
    for (let i = 0; i < n; i++) fibers.push(yield* C.fork(Deferred.await(deferred)))
    yield* C.sleep(1)
    for (const fiber of fibers.reverse()) yield* Fiber.interrupt(fiber)
  })
)

grows('waiters of one Deferred of which every other one is interrupted', 20_000, (n) =>
  C.gen(function* () {
    const deferred = yield* Deferred.make()
    const fibers: Array<Fiber.Fiber<never, void>> = []
    for (let i = 0; i < n; i++) fibers.push(yield* C.fork(Deferred.await(deferred)))
    yield* C.sleep(1)
    for (let i = 0; i < n; i += 2) yield* Fiber.interrupt(fibers[i]!)
  })
)

grows('takers and offerers of one Queue that are interrupted', 20_000, (n) =>
  C.gen(function* () {
    const empty = yield* Queue.unbounded<number>()
    yield* interruptAll(n, C.toExit(Queue.take(empty)))
    const full = yield* Queue.rendezvous<number>()
    yield* interruptAll(n, C.toExit(Queue.offer(full, 1)))
  })
)

grows('fibers that wait for an Event', 20_000, (n) =>
  C.gen(function* () {
    const event = yield* Event.make
    yield* C.all([...times(n, Event.wait(event)), C.delay(1)(Event.set(event))])
  })
)

grows('fibers that are notified by a Condition', 16_000, (n) =>
  C.gen(function* () {
    const condition = yield* Condition.make()
    const waiter = pipe(Condition.wait(condition), Condition.withLock(condition))
    yield* C.all([...times(n, waiter), C.delay(1)(pipe(Condition.notifyAll(condition), Condition.withLock(condition)))])
  })
)

const cleansUp: Program = pipe(C.never, C.ensuring(C.sleep(1)))

grows('children with finalizers that end with their parent', 20_000, (n) =>
  C.gen(function* () {
    for (let i = 0; i < n; i++) yield* C.fork(cleansUp)
    yield* C.yieldNow
  })
)

grows('fibers of a Scope that is closed', 20_000, (n) =>
  Scope.scoped(
    C.gen(function* () {
      const scope = yield* Scope.current
      for (let i = 0; i < n; i++) yield* Scope.forkIn(scope)(cleansUp)
      yield* C.yieldNow
    })
  )
)

grows('fibers of a TaskGroup that fails', 20_000, (n) =>
  C.toExit(
    TaskGroup.run((group: TaskGroup.TaskGroup<string>) =>
      C.gen(function* () {
        for (let i = 0; i < n; i++) yield* TaskGroup.fork(group)(cleansUp)
        yield* C.yieldNow
        yield* C.left('no')
      })
    )
  )
)

const heapUsed = C.fromIO(() => {
  collectGarbage()
  return process.memoryUsage().heapUsed
})

/** How much more memory a program finds in use after 50,000 rounds than after 1,000. */
const grown = (program: (n: number) => C.Coroutine<unknown, never, number>): number => {
  const bytes = (n: number): number => {
    const exit = new TestLoop({ maxTurns: 10_000_000 }).run(program(n))
    return exit._tag === 'Right' ? exit.right : NaN
  }
  bytes(1_000)
  return bytes(50_000) - bytes(1_000)
}

test.serial('sleeps that were interrupted take no memory until they would have ended', (t) => {
  const bytes = grown((n) =>
    C.gen(function* () {
      yield* C.fork(C.sleep(1_000_000)) // somebody who sleeps for less
      for (let i = 0; i < n; i++) yield* pipe(C.sleep(1), C.timeoutOption(1_000_000_000))
      return yield* heapUsed
    })
  )
  t.true(bytes < 1_000_000, `${bytes} bytes`)
})

for (const [what, lifetime, load] of [
  ['expired', 10, (key: number) => C.of(key)],
  ['failed', Infinity, (key: number) => C.left(key)]
] as const)
  test.serial(`keys of a cache take no memory when they have ${what}`, (t) => {
    const bytes = grown((n) =>
      C.gen(function* () {
        const cache = yield* cachedK(lifetime)<number, unknown, number, number>(load)
        for (let i = 0; i < n; i++) yield* pipe(C.toExit(cache(i)), C.delay(1))
        const found = yield* heapUsed
        yield* C.toExit(cache(0))
        return found
      })
    )
    t.true(bytes < 1_000_000, `${bytes} bytes`)
  })
