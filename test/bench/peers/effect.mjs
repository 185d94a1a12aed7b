// Effect 4. The two versions differ in names only, so the programs are written once, over the names.
// `fnUntraced`, which the documentation recommends for hot paths, is taken rather than `fn`, which records traces.
import { Context, Deferred, Effect, Fiber, pipe, Queue, Semaphore } from 'effect'
import { valueAt } from '../workloads.mjs'

export const programs = (dialect) => {
  const { Deferred, Effect, Fiber, Queue, pipe } = dialect
  const { callback, catchAll, env, fn, fork, provideEnv, semaphore, withPermits, yieldNow } = dialect
  const run = Effect.runPromise
  const recoverable = { _tag: 'Recoverable' }
  const unit = Effect.succeed(undefined)

  /** Sums what `step` answers for 0 to n - 1. */
  const sumOf = (n, step) => {
    const loop = (i, sum) =>
      i === n
        ? Effect.succeed(sum)
        : pipe(
            step(i),
            Effect.flatMap((x) => loop(i + 1, sum + x))
          )
    return loop(0, 0)
  }

  const workloads = {
    w00: (n) => () =>
      run(
        sumOf(n, (i) =>
          pipe(
            Effect.succeed(valueAt(i)),
            Effect.map((x) => [x]),
            Effect.flatMap(([x]) => Effect.succeed(x)),
            Effect.map((x) => (x === valueAt(i) ? 1 : 0))
          )
        )
      ),

    w01: (n) => () => {
      let program = Effect.succeed(0)
      for (let i = 0; i < n; i++)
        program = pipe(
          program,
          Effect.flatMap((x) => Effect.succeed(x + 1))
        )
      return run(program)
    },

    w02: (n) => {
      const loop = (i) => (i === n ? Effect.succeed(i) : pipe(Effect.succeed(i + 1), Effect.flatMap(loop)))
      return () => run(loop(0))
    },

    w02s: (n) => {
      const loop = (i) =>
        i === n
          ? Effect.succeed(i)
          : pipe(
              Effect.sync(() => i + 1),
              Effect.flatMap(loop)
            )
      return () => run(loop(0))
    },

    w03: (n) => {
      let x = 0
      let pipeline = Effect.sync(() => x)
      for (let i = 0; i < 100; i++)
        pipeline = pipe(
          pipeline,
          Effect.map((y) => y + 1)
        )
      const again = pipe(
        pipeline,
        Effect.flatMap((y) => ((x = y) < n ? again : Effect.succeed(x)))
      )
      return () => {
        x = 0
        return run(again)
      }
    },

    w04: () => {
      const fib = (k) =>
        k < 2
          ? Effect.succeed(k)
          : pipe(
              Effect.suspend(() => fib(k - 1)),
              Effect.flatMap((a) =>
                pipe(
                  fib(k - 2),
                  Effect.map((b) => a + b)
                )
              )
            )
      return () => run(fib(22))
    },

    w05: (n) => {
      const loop = (i) =>
        i === n
          ? Effect.succeed(i)
          : pipe(
              env,
              Effect.flatMap(({ step }) => loop(i + step))
            )
      return () => run(pipe(loop(0), provideEnv))
    },

    w06: (n) => () =>
      run(
        sumOf(n, () =>
          pipe(
            Effect.fail(recoverable),
            catchAll(() => Effect.succeed(1))
          )
        )
      ),

    w07: (n) => () =>
      run(
        Effect.gen(function* () {
          let x = 0
          for (let i = 0; i < n; i++) x = yield* Effect.succeed(x + 1)
          return x
        })
      ),

    w07b: (n) => {
      const three = (x) =>
        Effect.gen(function* () {
          const a = yield* Effect.succeed(x + 1)
          const b = yield* Effect.succeed(a + 1)
          return yield* Effect.succeed(b + 1)
        })
      const loop = (x) => (x < n ? pipe(three(x), Effect.flatMap(loop)) : Effect.succeed(x))
      return () => run(loop(0))
    },

    w07c: (n) => {
      const three = fn(function* (x) {
        const a = yield* Effect.succeed(x + 1)
        const b = yield* Effect.succeed(a + 1)
        return yield* Effect.succeed(b + 1)
      })
      const loop = (x) => (x < n ? pipe(three(x), Effect.flatMap(loop)) : Effect.succeed(x))
      return () => run(loop(0))
    },

    w08: (n) => {
      const main = fn(function* () {
        const children = []
        for (let i = 0; i < n; i++) children.push(yield* fork(Effect.sync(() => i)))
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
            Effect.sync(() => i),
            fork,
            Effect.flatMap(Fiber.join)
          )
        )
      ),

    w09: (n) => {
      const main = fn(function* () {
        let released = 0
        const release = Effect.sync(() => released++)
        const children = []
        for (let i = 0; i < n; i++) children.push(yield* fork(pipe(Effect.never, Effect.ensuring(release))))
        yield* yieldNow
        yield* Fiber.interruptAll(children)
        return released
      })
      return () => run(main())
    },

    w10: (n) => {
      let steps
      const child = fn(function* () {
        for (let i = 0; i < n / 1_000; i++) {
          yield* yieldNow
          steps++
        }
      })
      const children = Array.from({ length: 1_000 }, (_, i) => i)
      return async () => {
        steps = 0
        await run(Effect.forEach(children, () => child(), { concurrency: 'unbounded', discard: true }))
        return steps
      }
    },

    w11: (n) => {
      const player = fn(function* (balls, first) {
        for (let i = first; i < n; i += 2) yield* Deferred.succeed(balls[i + 1], (yield* Deferred.await(balls[i])) + 1)
      })
      const main = fn(function* () {
        const balls = []
        for (let i = 0; i <= n; i++) balls.push(yield* Deferred.make())
        yield* fork(player(balls, 0))
        yield* fork(player(balls, 1))
        yield* Deferred.succeed(balls[0], 0)
        return yield* Deferred.await(balls[n])
      })
      return () => run(main())
    },

    w12: (n) => {
      const producer = fn(function* (queue) {
        for (let i = 0; i < n; i++) yield* Queue.offer(queue, i)
      })
      const main = fn(function* () {
        const queue = yield* Queue.bounded(64)
        yield* fork(producer(queue))
        let sum = 0
        for (let i = 0; i < n; i++) sum += yield* Queue.take(queue)
        return sum
      })
      return () => run(main())
    },

    w13: (n) => {
      const children = Array.from({ length: 1_000 }, (_, i) => i)
      const main = fn(function* () {
        const withPermit = withPermits(yield* semaphore(4))
        let entered = 0
        const inside = pipe(
          yieldNow,
          Effect.map(() => entered++)
        )
        const child = fn(function* () {
          for (let i = 0; i < n / 1_000; i++) yield* withPermit(inside)
        })
        yield* Effect.forEach(children, () => child(), { concurrency: 'unbounded', discard: true })
        return entered
      })
      return () => run(main())
    },

    w14: (n) => {
      const items = Array.from({ length: n }, (_, i) => i)
      const double = (x) =>
        pipe(
          yieldNow,
          Effect.map(() => 2 * x)
        )
      return async () => {
        const results = await run(Effect.forEach(items, double, { concurrency: 16 }))
        return results.reduce((sum, x) => sum + x)
      }
    },

    w15: (n) => {
      const resolved = Promise.resolve(1)
      const main = fn(function* () {
        let sum = 0
        for (let i = 0; i < n; i++) sum += yield* Effect.promise(() => resolved)
        return sum
      })
      return () => run(main())
    },

    w15a: (n) => {
      const later = Promise.resolve()
      const main = fn(function* () {
        let sum = 0
        for (let i = 0; i < n; i++) sum += yield* callback((resume) => void later.then(() => resume(Effect.succeed(1))))
        return sum
      })
      return () => run(main())
    },

    w15t: (n) => {
      const resolved = Promise.resolve(1)
      const main = fn(function* () {
        let sum = 0
        for (let i = 0; i < n; i++) sum += yield* Effect.tryPromise({ try: () => resolved, catch: () => recoverable })
        return sum
      })
      return () => run(main())
    },

    w16: (n) => {
      const items = Array.from({ length: n }, (_, i) => i)
      const sleepy = (i) => pipe(Effect.sleep(1 + (i % 50)), Effect.as(1))
      return async () => {
        const ones = await run(Effect.forEach(items, sleepy, { concurrency: 'unbounded' }))
        return ones.reduce((sum, x) => sum + x)
      }
    },

    w17: (n) => {
      const acquire = Effect.sync(() => 1)
      const release = () => unit
      return () => run(sumOf(n, () => Effect.acquireUseRelease(acquire, (x) => Effect.succeed(x), release)))
    },

    w17e: (n) => () => run(sumOf(n, () => pipe(Effect.succeed(1), Effect.ensuring(unit)))),

    w19: (n) => {
      const quick = pipe(yieldNow, Effect.as(1), Effect.timeout(1_000))
      return () => run(sumOf(n, () => quick))
    },

    w20: (n) => {
      const quick = pipe(yieldNow, Effect.as(1))
      return () => run(sumOf(n, () => pipe(Effect.never, Effect.race(quick))))
    },

    w21: (n) => () => {
      let x = 0
      while (x < n)
        x = Effect.runSync(
          pipe(
            Effect.succeed(x),
            Effect.flatMap((y) => Effect.sync(() => y + 1))
          )
        )
      return x
    },

    w21p: (n) => async () => {
      let x = 0
      while (x < n)
        x = await run(
          pipe(
            Effect.succeed(x),
            Effect.flatMap((y) => Effect.sync(() => y + 1))
          )
        )
      return x
    },

    w22: (n) => {
      let audited = 0
      const audit = Effect.sync(() => audited++)
      const step = (i) =>
        pipe(
          Effect.succeed(i),
          Effect.map((x) => 2 * x),
          Effect.flatMap((x) => (x % 10 === 0 ? Effect.fail(recoverable) : Effect.succeed(x))),
          catchAll(() => Effect.succeed(0)),
          Effect.tap(() => audit),
          Effect.flatMap((x) =>
            pipe(
              env,
              Effect.map(({ bonus }) => x + bonus)
            )
          ),
          Effect.ensuring(unit)
        )
      return () => run(pipe(sumOf(n, step), provideEnv))
    }
  }

  const parked = {
    w18d: async (n) => {
      const gate = await run(Deferred.make())
      const all = run(
        Effect.forEach(Array(n).fill(0), () => Deferred.await(gate), { concurrency: 'unbounded', discard: true })
      )
      return async () => {
        await run(Deferred.succeed(gate, undefined))
        await all
      }
    },

    w18s: async (n) => {
      const all = Effect.runFork(
        Effect.forEach(Array(n).fill(0), () => Effect.sleep(100_000), { concurrency: 'unbounded', discard: true })
      )
      return () => run(Fiber.interrupt(all))
    }
  }

  return { workloads, parked }
}

const Env = Context.Service('Env')

export const { workloads, parked } = programs({
  Deferred,
  Effect,
  Fiber,
  Queue,
  pipe,
  env: Effect.service(Env),
  provideEnv: Effect.provideService(Env, { step: 1, bonus: 1 }),
  callback: Effect.callback,
  catchAll: Effect.catch,
  fork: Effect.forkChild,
  yieldNow: Effect.yieldNow,
  fn: Effect.fnUntraced,
  semaphore: Semaphore.make,
  withPermits: (semaphore) => semaphore.withPermits(1)
})
