// The measured prototype, a yardstick that is not part of the repository: `--prototype PATH` names its core.mjs.
import { pathToFileURL } from 'node:url'
import { valueAt } from './workloads.mjs'

const { K } = await import(pathToFileURL(process.env.BENCH_PROTOTYPE).href)

const run = (node, env) => K.runPromise(node, env)
const recoverable = { _tag: 'Recoverable' }

const sumOf = (n, step) => {
  const loop = (i, sum) => (i === n ? K.succeed(sum) : K.flatMap(step(i), (x) => loop(i + 1, sum + x)))
  return loop(0, 0)
}

const twoSteps = (x) => K.flatMap(K.succeed(x), (y) => K.sync(() => y + 1))

export const workloads = {
  w00: (n) => () =>
    run(
      sumOf(n, (i) => {
        const boxed = K.map(K.succeed(valueAt(i)), (x) => [x])
        return K.map(
          K.flatMap(boxed, ([x]) => K.succeed(x)),
          (x) => (x === valueAt(i) ? 1 : 0)
        )
      })
    ),

  w01: (n) => () => {
    let program = K.succeed(0)
    for (let i = 0; i < n; i++) program = K.flatMap(program, (x) => K.succeed(x + 1))
    return run(program)
  },

  w02: (n) => {
    const loop = (i) => (i === n ? K.succeed(i) : K.flatMap(K.succeed(i + 1), loop))
    return () => run(loop(0))
  },

  w02s: (n) => {
    const loop = (i) =>
      i === n
        ? K.succeed(i)
        : K.flatMap(
            K.sync(() => i + 1),
            loop
          )
    return () => run(loop(0))
  },

  w03: (n) => {
    let x = 0
    let pipeline = K.sync(() => x)
    for (let i = 0; i < 100; i++) pipeline = K.map(pipeline, (y) => y + 1)
    const again = K.flatMap(pipeline, (y) => ((x = y) < n ? again : K.succeed(x)))
    return () => {
      x = 0
      return run(again)
    }
  },

  w04: () => {
    const fib = (k) =>
      k < 2
        ? K.succeed(k)
        : K.flatMap(
            K.suspend(() => fib(k - 1)),
            (a) => K.map(fib(k - 2), (b) => a + b)
          )
    return () => run(fib(22))
  },

  w05: (n) => {
    const ask = K.asks((env) => env)
    const loop = (i) => (i === n ? K.succeed(i) : K.flatMap(ask, ({ step }) => loop(i + step)))
    return () => run(K.provide(loop(0), { step: 1 }))
  },

  w06: (n) => () => run(sumOf(n, () => K.catchAll(K.fail(recoverable), () => K.succeed(1)))),

  w07: (n) => () =>
    run(
      K.gen(function* () {
        let x = 0
        for (let i = 0; i < n; i++) x = yield* K.succeed(x + 1)
        return x
      })
    ),

  w07b: (n) => {
    const three = (x) =>
      K.gen(function* () {
        const a = yield* K.succeed(x + 1)
        const b = yield* K.succeed(a + 1)
        return yield* K.succeed(b + 1)
      })
    const loop = (x) => (x < n ? K.flatMap(three(x), loop) : K.succeed(x))
    return () => run(loop(0))
  },

  w07c: (n) => {
    const three = K.fn(function* (x) {
      const a = yield* K.succeed(x + 1)
      const b = yield* K.succeed(a + 1)
      return yield* K.succeed(b + 1)
    })
    const loop = (x) => (x < n ? K.flatMap(three(x), loop) : K.succeed(x))
    return () => run(loop(0))
  },

  w08: (n) => {
    const main = K.fn(function* () {
      const children = []
      for (let i = 0; i < n; i++) children.push(yield* K.fork(K.sync(() => i)))
      let sum = 0
      for (const child of children) sum += yield* K.join(child)
      return sum
    })
    return () => run(main())
  },

  w08s: (n) => () => run(sumOf(n, (i) => K.flatMap(K.fork(K.sync(() => i)), K.join))),

  w09: (n) => {
    const main = K.fn(function* () {
      let released = 0
      const release = K.sync(() => released++)
      const children = []
      for (let i = 0; i < n; i++) children.push(yield* K.fork(K.ensuring(K.never, release)))
      yield* K.yieldNow
      yield* K.interruptAll(children)
      return released
    })
    return () => run(main())
  },

  w10: (n) => {
    let steps
    const child = K.fn(function* () {
      for (let i = 0; i < n / 1_000; i++) {
        yield* K.yieldNow
        steps++
      }
    })
    const children = Array.from({ length: 1_000 }, (_, i) => i)
    return async () => {
      steps = 0
      await run(K.forEachPar(children, child, Infinity))
      return steps
    }
  },

  w11: (n) => {
    const player = K.fn(function* (balls, first) {
      for (let i = first; i < n; i += 2) yield* K.complete(balls[i + 1], (yield* K.await(balls[i])) + 1)
    })
    const main = K.fn(function* () {
      const balls = []
      for (let i = 0; i <= n; i++) balls.push(yield* K.sync(K.deferredUnsafe))
      yield* K.fork(player(balls, 0))
      yield* K.fork(player(balls, 1))
      yield* K.complete(balls[0], 0)
      return yield* K.await(balls[n])
    })
    return () => run(main())
  },

  w12: (n) => {
    const producer = K.fn(function* (queue) {
      for (let i = 0; i < n; i++) yield* K.offer(queue, i)
    })
    const main = K.fn(function* () {
      const queue = yield* K.queue(64)
      yield* K.fork(producer(queue))
      let sum = 0
      for (let i = 0; i < n; i++) sum += yield* K.take(queue)
      return sum
    })
    return () => run(main())
  },

  w13: (n) => {
    const children = Array.from({ length: 1_000 }, (_, i) => i)
    const main = K.fn(function* () {
      const semaphore = K.semaphore(4)
      let entered = 0
      const inside = K.map(K.yieldNow, () => entered++)
      const child = K.fn(function* () {
        for (let i = 0; i < n / 1_000; i++) yield* K.withPermit(semaphore, inside)
      })
      yield* K.forEachPar(children, child, Infinity)
      return entered
    })
    return () => run(main())
  },

  w14: (n) => {
    const items = Array.from({ length: n }, (_, i) => i)
    const double = (x) => K.map(K.yieldNow, () => 2 * x)
    return async () => {
      const results = await run(K.forEachPar(items, double, 16))
      return results.reduce((sum, x) => sum + x)
    }
  },

  w15: (n) => {
    const resolved = Promise.resolve(1)
    const main = K.fn(function* () {
      let sum = 0
      for (let i = 0; i < n; i++) sum += yield* K.fromPromise(() => resolved)
      return sum
    })
    return () => run(main())
  },

  w15a: (n) => {
    const later = Promise.resolve()
    const main = K.fn(function* () {
      let sum = 0
      for (let i = 0; i < n; i++) sum += yield* K.async((resume) => void later.then(() => resume(K.succeed(1))))
      return sum
    })
    return () => run(main())
  },

  w16: (n) => {
    const items = Array.from({ length: n }, (_, i) => i)
    const sleepy = (i) => K.map(K.sleep(1 + (i % 50)), () => 1)
    return async () => {
      const ones = await run(K.forEachPar(items, sleepy, Infinity))
      return ones.reduce((sum, x) => sum + x)
    }
  },

  w17: (n) => {
    const acquire = K.sync(() => 1)
    const release = () => K.unit
    return () => run(sumOf(n, () => K.bracket(acquire, (x) => K.succeed(x), release)))
  },

  w17e: (n) => () => run(sumOf(n, () => K.ensuring(K.succeed(1), K.unit))),

  w20: (n) => {
    const quick = K.map(K.yieldNow, () => 1)
    return () => run(sumOf(n, () => K.raceFirst(K.never, quick)))
  },

  w21: (n) => () => {
    let x = 0
    while (x < n) x = K.runSync(twoSteps(x))
    return x
  },

  w21p: (n) => async () => {
    let x = 0
    while (x < n) x = await run(twoSteps(x))
    return x
  },

  w22: (n) => {
    let audited = 0
    const audit = K.sync(() => audited++)
    const step = (i) => {
      const doubled = K.map(K.succeed(i), (x) => 2 * x)
      const valid = K.flatMap(doubled, (x) => (x % 10 === 0 ? K.fail(recoverable) : K.succeed(x)))
      const recovered = K.catchAll(valid, () => K.succeed(0))
      const audited = K.flatMap(recovered, (x) => K.map(audit, () => x))
      const withBonus = K.flatMap(audited, (x) => K.asks(({ bonus }) => x + bonus))
      return K.ensuring(withBonus, K.unit)
    }
    return () => run(K.provide(sumOf(n, step), { bonus: 1 }))
  }
}

export const parked = {
  w18d: async (n) => {
    const gate = K.deferredUnsafe()
    const all = run(K.forEachPar(Array(n).fill(0), () => K.await(gate), Infinity))
    return async () => {
      await run(K.complete(gate, undefined))
      await all
    }
  },

  w18s: async (n) => {
    const all = K.runFork(K.forEachPar(Array(n).fill(0), () => K.sleep(100_000), Infinity))
    return () => run(K.interrupt(all))
  }
}

// it has no other form than this one
workloads.w01d = workloads.w01
workloads.w02d = workloads.w02
