// Nothing may grow faster than its size: the time for ten times as much, which is 10 if it is linear. Run by run.mjs in a
// process with a large young generation, since what is asked is how the library grows, and not what the collector does.
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Fiber from 'fiber-ts/Fiber'
import 'fiber-ts/FiberDump'
import { pipe } from 'fp-ts/lib/function.js'
import { performance } from 'node:perf_hooks'

const range = (n) => Array.from({ length: n }, (_, i) => i)

/** A fiber that forks a fiber that forks a fiber … and waits for it. */
const chain = (n) =>
  n === 0
    ? C.of(0)
    : pipe(
        C.fork(C.suspend(() => chain(n - 1))),
        C.flatMap(Fiber.join),
        C.map((depth) => depth + 1)
      )

const waiters = C.genK(function* (n) {
  const gate = yield* Deferred.make()
  const all = yield* C.fork(
    pipe(
      range(n),
      C.traverseArray(() => Deferred.await(gate))
    )
  )
  yield* C.yieldNow
  yield* C.yieldNow
  yield* Deferred.succeed(gate, 1)
  return (yield* Fiber.join(all)).length
})

/** Waits that end one by one, oldest first, while all others stay. */
const leavers = C.genK(function* (n) {
  const gate = yield* Deferred.make()
  const fibers = []
  for (let i = 0; i < n; i++) fibers.push(yield* C.fork(Deferred.await(gate)))
  yield* C.yieldNow
  for (const fiber of fibers) yield* Fiber.interrupt(fiber)
  return fibers.length
})

const interruptAll = C.genK(function* (n) {
  const fibers = []
  for (let i = 0; i < n; i++) fibers.push(yield* C.fork(C.never))
  yield* C.yieldNow
  yield* Fiber.interruptAll(fibers)
  return fibers.length
})

const timers = C.genK(function* (n) {
  const all = yield* C.fork(
    pipe(
      range(n),
      C.traverseArray((i) => C.sleep(60_000 + ((i * 7_919) % n)))
    )
  )
  yield* C.yieldNow
  yield* C.yieldNow
  yield* Fiber.interrupt(all)
  return n
})

/** What is seen from outside: every fiber that waits, with what it waits for. */
const dumped = C.genK(function* (n) {
  const gate = yield* Deferred.make()
  for (let i = 0; i < n; i++) yield* C.fork(pipe(Deferred.await(gate), C.named(`waiter ${i}`)))
  yield* C.yieldNow
  const [loop] = globalThis[Symbol.for('fiber-ts')].loops
  const { fibers } = JSON.parse(loop.json())
  yield* Deferred.succeed(gate, 1)
  return fibers.length - 1
})

const cases = {
  'fibers in a chain of fork and join': { program: chain, n: 10_000 },
  'waiters of one Deferred': { program: waiters, n: 10_000 },
  'waiters interrupted one by one': { program: leavers, n: 10_000 },
  'sleeping fibers': { program: timers, n: 10_000 },
  'fibers interrupted at once': { program: interruptAll, n: 10_000 },
  'fibers in a dump': { program: dumped, n: 1_000 }
}

const time = async (program, n) => {
  globalThis.gc()
  const start = performance.now()
  const result = await C.toPromise(program(n))
  if (result !== n) throw new Error(`got ${result}, expected ${n}`)
  return performance.now() - start
}

// the least of a few runs each, taken in turn
const found = []
for (const [title, { program, n }] of Object.entries(cases)) {
  for (let i = 0; i < 5; i++) await time(program, n)
  let small = Infinity
  let large = Infinity
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 3; j++) small = Math.min(small, await time(program, n))
    large = Math.min(large, await time(program, 10 * n))
  }
  found.push({ title, factor: large / small })
}
console.log(JSON.stringify(found))
