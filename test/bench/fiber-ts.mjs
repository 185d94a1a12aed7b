// The library, through its public API and as its documentation writes it.
// (It stands beside peers/ and not in it, so that `fiber-ts` is found as the package this file belongs to.)
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Fiber from 'fiber-ts/Fiber'
import * as Queue from 'fiber-ts/Queue'
import { run as runOwningSignals } from 'fiber-ts/Runner'
import * as Semaphore from 'fiber-ts/Semaphore'
import { pipe } from 'fp-ts/lib/function.js'
import { valueAt } from './workloads.mjs'

const run = C.toPromise
const recoverable = { _tag: 'Recoverable' }
const unit = C.of(undefined)

/** Sums what `step` answers for 0 to n - 1. */
const sumOf = (n, step) => {
  const loop = (i, sum) =>
    i === n
      ? C.of(sum)
      : pipe(
          step(i),
          C.flatMap((x) => loop(i + 1, sum + x))
        )
  return loop(0, 0)
}

const twoSteps = (x) =>
  pipe(
    C.of(x),
    C.flatMap((y) => C.fromIO(() => y + 1))
  )

export const workloads = {
  w00: (n) => () =>
    run(
      sumOf(n, (i) =>
        pipe(
          C.of(valueAt(i)),
          C.map((x) => [x]),
          C.flatMap(([x]) => C.of(x)),
          C.map((x) => (x === valueAt(i) ? 1 : 0))
        )
      )
    ),

  w01: (n) => () => {
    let program = C.of(0)
    for (let i = 0; i < n; i++)
      program = pipe(
        program,
        C.flatMap((x) => C.of(x + 1))
      )
    return run(program)
  },

  w01d: (n) => () => {
    let program = C.of(0)
    for (let i = 0; i < n; i++) program = C.flatMap(program, (x) => C.of(x + 1))
    return run(program)
  },

  w02: (n) => {
    const loop = (i) => (i === n ? C.of(i) : pipe(C.of(i + 1), C.flatMap(loop)))
    return () => run(loop(0))
  },

  w02d: (n) => {
    const loop = (i) => (i === n ? C.of(i) : C.flatMap(C.of(i + 1), loop))
    return () => run(loop(0))
  },

  w02s: (n) => {
    const loop = (i) =>
      i === n
        ? C.of(i)
        : pipe(
            C.fromIO(() => i + 1),
            C.flatMap(loop)
          )
    return () => run(loop(0))
  },

  w03: (n) => {
    let x = 0
    let pipeline = C.fromIO(() => x)
    for (let i = 0; i < 100; i++)
      pipeline = pipe(
        pipeline,
        C.map((y) => y + 1)
      )
    const again = pipe(
      pipeline,
      C.flatMap((y) => ((x = y) < n ? again : C.of(x)))
    )
    return () => {
      x = 0
      return run(again)
    }
  },

  w04: () => {
    const fib = (k) =>
      k < 2
        ? C.of(k)
        : pipe(
            C.suspend(() => fib(k - 1)),
            C.flatMap((a) =>
              pipe(
                fib(k - 2),
                C.map((b) => a + b)
              )
            )
          )
    return () => run(fib(22))
  },

  w05: (n) => {
    const loop = (i) =>
      i === n
        ? C.of(i)
        : pipe(
            C.ask(),
            C.flatMap(({ step }) => loop(i + step))
          )
    return () => run(pipe(loop(0), C.provide({ step: 1 })))
  },

  w06: (n) => () =>
    run(
      sumOf(n, () =>
        pipe(
          C.left(recoverable),
          C.orElse(() => C.of(1))
        )
      )
    ),

  w07: (n) => () =>
    run(
      C.gen(function* () {
        let x = 0
        for (let i = 0; i < n; i++) x = yield* C.of(x + 1)
        return x
      })
    ),

  w07b: (n) => {
    const three = (x) =>
      C.gen(function* () {
        const a = yield* C.of(x + 1)
        const b = yield* C.of(a + 1)
        return yield* C.of(b + 1)
      })
    const loop = (x) => (x < n ? pipe(three(x), C.flatMap(loop)) : C.of(x))
    return () => run(loop(0))
  },

  w07c: (n) => {
    const three = C.genK(function* (x) {
      const a = yield* C.of(x + 1)
      const b = yield* C.of(a + 1)
      return yield* C.of(b + 1)
    })
    const loop = (x) => (x < n ? pipe(three(x), C.flatMap(loop)) : C.of(x))
    return () => run(loop(0))
  },

  w08: (n) => {
    const main = C.genK(function* () {
      const children = []
      for (let i = 0; i < n; i++) children.push(yield* C.fork(C.fromIO(() => i)))
      let sum = 0
      for (const child of children) sum += yield* Fiber.join(child)
      return sum
    })
    return () => run(main())
  },

  w08s: (n) => () =>
    run(
      sumOf(n, (i) =>
        pipe(
          C.fromIO(() => i),
          C.fork,
          C.flatMap(Fiber.join)
        )
      )
    ),

  w09: (n) => {
    const main = C.genK(function* () {
      let released = 0
      const release = C.fromIO(() => released++)
      const children = []
      for (let i = 0; i < n; i++) children.push(yield* C.fork(pipe(C.never, C.ensuring(release))))
      yield* C.yieldNow
      yield* Fiber.interruptAll(children)
      return released
    })
    return () => run(main())
  },

  w10: (n) => {
    let steps
    const child = C.genK(function* () {
      for (let i = 0; i < n / 1_000; i++) {
        yield* C.yieldNow
        steps++
      }
    })
    const children = Array.from({ length: 1_000 }, (_, i) => i)
    return async () => {
      steps = 0
      await run(pipe(children, C.traverseArray(child)))
      return steps
    }
  },

  w11: (n) => {
    const player = C.genK(function* (balls, first) {
      for (let i = first; i < n; i += 2) yield* Deferred.succeed(balls[i + 1], (yield* Deferred.await(balls[i])) + 1)
    })
    const main = C.genK(function* () {
      const balls = []
      for (let i = 0; i <= n; i++) balls.push(yield* Deferred.make())
      yield* C.fork(player(balls, 0))
      yield* C.fork(player(balls, 1))
      yield* Deferred.succeed(balls[0], 0)
      return yield* Deferred.await(balls[n])
    })
    return () => run(main())
  },

  w12: (n) => {
    const producer = C.genK(function* (queue) {
      for (let i = 0; i < n; i++) yield* Queue.offer(queue, i)
    })
    const main = C.genK(function* () {
      const queue = yield* Queue.bounded(64)
      yield* C.fork(producer(queue))
      let sum = 0
      for (let i = 0; i < n; i++) sum += yield* Queue.take(queue)
      return sum
    })
    return () => run(main())
  },

  w13: (n) => {
    const children = Array.from({ length: 1_000 }, (_, i) => i)
    const main = C.genK(function* () {
      const withPermit = Semaphore.withPermits(yield* Semaphore.make(4), 1)
      let entered = 0
      const inside = pipe(
        C.yieldNow,
        C.map(() => entered++)
      )
      const child = C.genK(function* () {
        for (let i = 0; i < n / 1_000; i++) yield* withPermit(inside)
      })
      yield* pipe(children, C.traverseArray(child))
      return entered
    })
    return () => run(main())
  },

  w14: (n) => {
    const items = Array.from({ length: n }, (_, i) => i)
    const double = (x) =>
      pipe(
        C.yieldNow,
        C.map(() => 2 * x)
      )
    return async () => {
      const results = await run(pipe(items, C.traverseArrayN(16)(double)))
      return results.reduce((sum, x) => sum + x)
    }
  },

  w15: (n) => {
    const resolved = Promise.resolve(1)
    const main = C.genK(function* () {
      let sum = 0
      for (let i = 0; i < n; i++) sum += yield* C.fromTask(() => resolved)
      return sum
    })
    return () => run(main())
  },

  w15a: (n) => {
    const later = Promise.resolve()
    const one = { _tag: 'Right', right: 1 }
    const main = C.genK(function* () {
      let sum = 0
      for (let i = 0; i < n; i++) sum += yield* C.async((resume) => void later.then(() => resume(one)))
      return sum
    })
    return () => run(main())
  },

  w15t: (n) => {
    const resolved = Promise.resolve(1)
    const main = C.genK(function* () {
      let sum = 0
      for (let i = 0; i < n; i++)
        sum += yield* C.tryCatch(
          () => resolved,
          () => recoverable
        )
      return sum
    })
    return () => run(main())
  },

  w16: (n) => {
    const items = Array.from({ length: n }, (_, i) => i)
    const sleepy = (i) => pipe(C.sleep(1 + (i % 50)), C.as(1))
    return async () => {
      const ones = await run(pipe(items, C.traverseArray(sleepy)))
      return ones.reduce((sum, x) => sum + x)
    }
  },

  w17: (n) => {
    const acquire = C.fromIO(() => 1)
    const release = () => unit
    return () => run(sumOf(n, () => C.bracket(acquire, (x) => C.of(x), release)))
  },

  w17e: (n) => () => run(sumOf(n, () => pipe(C.of(1), C.ensuring(unit)))),

  w19: (n) => {
    const quick = pipe(
      C.yieldNow,
      C.as(1),
      C.timeout(1_000, () => recoverable)
    )
    return () => run(sumOf(n, () => quick))
  },

  w20: (n) => {
    const quick = pipe(C.yieldNow, C.as(1))
    return () => run(sumOf(n, () => pipe(C.never, C.race(quick))))
  },

  w21p: (n) => async () => {
    let x = 0
    while (x < n) x = await run(twoSteps(x))
    return x
  },

  w21r: (n) => async () => {
    let x = 0
    while (x < n) x = await runOwningSignals(twoSteps(x))
    return x
  },

  w22: (n) => {
    let audited = 0
    const audit = C.fromIO(() => audited++)
    const step = (i) =>
      pipe(
        C.of(i),
        C.map((x) => 2 * x),
        C.flatMap((x) => (x % 10 === 0 ? C.left(recoverable) : C.of(x))),
        C.orElse(() => C.of(0)),
        C.tap(() => audit),
        C.flatMap((x) => C.asks(({ bonus }) => x + bonus)),
        C.ensuring(unit)
      )
    return () => run(pipe(sumOf(n, step), C.provide({ bonus: 1 })))
  }
}

/** Forks `n` fibers of `child` that wait, and answers how to end them. */
const park = async (n, child, release) => {
  let parked
  const allParked = new Promise((resolve) => (parked = resolve))
  const main = C.genK(function* () {
    const all = yield* C.fork(pipe(Array(n).fill(0), C.traverseArray(child)))
    yield* C.yieldNow
    yield* C.yieldNow
    const done = yield* Deferred.make()
    parked(done)
    yield* Deferred.await(done)
    yield* release(all)
  })
  const ended = run(main())
  const done = await allParked
  return () => {
    Deferred.unsafeDone(done, { _tag: 'Right', right: undefined })()
    return ended
  }
}

export const parked = {
  w18d: (n) => {
    const gate = Deferred.unsafeMake()
    return park(
      n,
      () => Deferred.await(gate),
      (all) =>
        pipe(
          Deferred.succeed(gate, undefined),
          C.flatMap(() => Fiber.join(all))
        )
    )
  },

  w18s: (n) => park(n, () => C.sleep(100_000), Fiber.interrupt)
}
