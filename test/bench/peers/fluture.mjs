/* oxlint-disable typescript/await-thenable, unicorn/no-unnecessary-await -- `await null` is how an async function lets others run */
// Fluture 14. It has futures and no fibers: what needs a mailbox between two of them is left out.
import {
  after,
  attemptP,
  chain,
  chainRej,
  fork,
  Future,
  go,
  hook,
  lastly,
  map,
  never,
  parallel,
  promise,
  race,
  reject,
  resolve
} from 'fluture'
import { valueAt } from '../workloads.mjs'

const recoverable = { _tag: 'Recoverable' }
const unit = resolve(undefined)

const sumOf = (n, step) => {
  const loop = (i, sum) => (i === n ? resolve(sum) : chain((x) => loop(i + 1, sum + x))(step(i)))
  return loop(0, 0)
}

const sync = (f) =>
  Future((_, res) => {
    res(f())
    return () => {}
  })

const twoSteps = (x) => chain((y) => sync(() => y + 1))(resolve(x))

const three = function* (x) {
  const a = yield resolve(x + 1)
  const b = yield resolve(a + 1)
  return yield resolve(b + 1)
}

export const workloads = {
  w00: (n) => () =>
    promise(
      sumOf(n, (i) => {
        const boxed = map((x) => [x])(resolve(valueAt(i)))
        return map((x) => (x === valueAt(i) ? 1 : 0))(chain(([x]) => resolve(x))(boxed))
      })
    ),

  w01: (n) => () => {
    let program = resolve(0)
    for (let i = 0; i < n; i++) program = chain((x) => resolve(x + 1))(program)
    return promise(program)
  },

  w02: (n) => {
    const loop = (i) => (i === n ? resolve(i) : chain(loop)(resolve(i + 1)))
    return () => promise(loop(0))
  },

  w03: (n) => {
    let x = 0
    let pipeline = sync(() => x)
    for (let i = 0; i < 100; i++) pipeline = map((y) => y + 1)(pipeline)
    const again = chain((y) => ((x = y) < n ? again : resolve(x)))(pipeline)
    return () => {
      x = 0
      return promise(again)
    }
  },

  w04: () => {
    const fib = (k) => (k < 2 ? resolve(k) : chain((a) => map((b) => a + b)(fib(k - 2)))(chain(() => fib(k - 1))(unit)))
    return () => promise(fib(22))
  },

  w06: (n) => () => promise(sumOf(n, () => chainRej(() => resolve(1))(reject(recoverable)))),

  w07: (n) => () =>
    promise(
      go(function* () {
        let x = 0
        for (let i = 0; i < n; i++) x = yield resolve(x + 1)
        return x
      })
    ),

  w07b: (n) => {
    const fresh = (x) =>
      go(function* () {
        const a = yield resolve(x + 1)
        const b = yield resolve(a + 1)
        return yield resolve(b + 1)
      })
    const loop = (x) => (x < n ? chain(loop)(fresh(x)) : resolve(x))
    return () => promise(loop(0))
  },

  w07c: (n) => {
    const loop = (x) => (x < n ? chain(loop)(go(() => three(x))) : resolve(x))
    return () => promise(loop(0))
  },

  w09: (n) => async () => {
    let released = 0
    const release = sync(() => released++)
    const cancels = []
    for (let i = 0; i < n; i++) {
      const child = hook(unit)(() => release)(() => never)
      cancels.push(fork(() => {})(() => {})(child))
    }
    await null
    for (const cancel of cancels) cancel()
    return released
  },

  w14: (n) => {
    const items = Array.from({ length: n }, (_, i) => i)
    const double = (x) =>
      Future((_, res) => {
        queueMicrotask(() => res(2 * x))
        return () => {}
      })
    return async () => (await promise(parallel(16)(items.map(double)))).reduce((sum, x) => sum + x)
  },

  w15: (n) => {
    const resolved = Promise.resolve(1)
    return () =>
      promise(
        go(function* () {
          let sum = 0
          for (let i = 0; i < n; i++) sum += yield attemptP(() => resolved)
          return sum
        })
      )
  },

  w16: (n) => async () => {
    const sleeps = Array.from({ length: n }, (_, i) => after(1 + (i % 50))(1))
    return (await promise(parallel(Infinity)(sleeps))).reduce((sum, x) => sum + x)
  },

  w17: (n) => {
    const acquire = sync(() => 1)
    return () => promise(sumOf(n, () => hook(acquire)(() => unit)((x) => resolve(x))))
  },

  w17e: (n) => () => promise(sumOf(n, () => lastly(unit)(resolve(1)))),

  w20: (n) => {
    const quick = Future((_, res) => {
      queueMicrotask(() => res(1))
      return () => {}
    })
    const forever = Future(() => () => {})
    return () => promise(sumOf(n, () => race(quick)(forever)))
  },

  w21: (n) => () => {
    let x = 0
    while (x < n)
      fork(() => {})((y) => {
        x = y
      })(twoSteps(x))
    return x
  },

  w21p: (n) => async () => {
    let x = 0
    while (x < n) x = await promise(twoSteps(x))
    return x
  },

  w22: (n) => {
    let audited = 0
    const audit = sync(() => audited++)
    const step = (env, i) => {
      const doubled = map((x) => 2 * x)(resolve(i))
      const valid = chain((x) => (x % 10 === 0 ? reject(recoverable) : resolve(x)))(doubled)
      const recovered = chainRej(() => resolve(0))(valid)
      const logged = chain((x) => map(() => x)(audit))(recovered)
      return lastly(unit)(map((x) => x + env.bonus)(logged))
    }
    return () => promise(sumOf(n, (i) => step({ bonus: 1 }, i)))
  }
}

export const parked = {
  w18d: async (n) => {
    const waiters = []
    const gate = Future((_, res) => {
      waiters.push(res)
      return () => {}
    })
    const all = promise(parallel(Infinity)(Array(n).fill(gate)))
    return async () => {
      for (const resume of waiters) resume()
      await all
    }
  },

  w18s: async (n) => {
    const cancel = fork(() => {})(() => {})(
      parallel(Infinity)(Array.from({ length: n }, (_, i) => after(100_000 + (i % 50))(1)))
    )
    return async () => cancel()
  }
}
