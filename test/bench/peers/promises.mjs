/* oxlint-disable typescript/await-thenable, unicorn/no-unnecessary-await -- `await null` is how an async function lets others run */
// async functions and promises, with what a careful program adds by hand: a queue, a semaphore, a pool, AbortController.
import { valueAt } from '../workloads.mjs'

/** A promise with its `resolve` beside it. */
const withResolvers = () => {
  let resolve
  const promise = new Promise((r) => (resolve = r))
  return { promise, resolve }
}

const inc = async (x) => x + 1
const recoverable = { _tag: 'Recoverable' }

/** Waits until the signal tells it to stop. */
const untilAborted = (signal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))

class BoundedQueue {
  items = []
  takers = []
  putters = []
  constructor(capacity) {
    this.capacity = capacity
  }
  async offer(item) {
    while (this.items.length === this.capacity) {
      const room = withResolvers()
      this.putters.push(room.resolve)
      await room.promise
    }
    this.items.push(item)
    this.takers.shift()?.()
  }
  async take() {
    while (this.items.length === 0) {
      const item = withResolvers()
      this.takers.push(item.resolve)
      await item.promise
    }
    const item = this.items.shift()
    this.putters.shift()?.()
    return item
  }
}

class Semaphore {
  waiting = []
  constructor(free) {
    this.free = free
  }
  async withPermit(f) {
    if (this.free > 0) this.free--
    else await new Promise((resolve) => this.waiting.push(resolve))
    try {
      return await f()
    } finally {
      const next = this.waiting.shift()
      if (next === undefined) this.free++
      else next()
    }
  }
}

const traverse = async (items, limit, f) => {
  const results = new Array(items.length)
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await f(items[index])
    }
  }
  await Promise.all(Array.from({ length: limit }, worker))
  return results
}

export const workloads = {
  w00: (n) => {
    const pass = async (x) => x
    return async () => {
      let same = 0
      for (let i = 0; i < n; i++) if ((await pass(valueAt(i)).then((x) => x)) === valueAt(i)) same++
      return same
    }
  },

  w01: (n) => () => {
    let p = Promise.resolve(0)
    for (let i = 0; i < n; i++) p = p.then((x) => x + 1)
    return p
  },

  w02: (n) => async () => {
    let i = 0
    while (i < n) i = await Promise.resolve(i + 1)
    return i
  },

  w02s: (n) => async () => {
    let i = 0
    const step = () => ++i
    while (i < n) await step()
    return i
  },

  w03: (n) => {
    const pipeline = (x) => {
      let p = Promise.resolve(x)
      for (let i = 0; i < 100; i++) p = p.then((y) => y + 1)
      return p
    }
    return async () => {
      let x = 0
      while (x < n) x = await pipeline(x)
      return x
    }
  },

  w04: () => {
    const fib = async (k) => (k < 2 ? k : (await fib(k - 1)) + (await fib(k - 2)))
    return () => fib(22)
  },

  w05: (n) => {
    const step = async (env) => env.step
    return async () => {
      const env = { step: 1 }
      let i = 0
      while (i < n) i += await step(env)
      return i
    }
  },

  w06: (n) => {
    const failing = async () => {
      throw recoverable
    }
    return async () => {
      let i = 0
      while (i < n) {
        try {
          i = await failing()
        } catch {
          i = i + 1
        }
      }
      return i
    }
  },

  w07: (n) => async () => {
    let x = 0
    for (let i = 0; i < n; i++) x = await Promise.resolve(x + 1)
    return x
  },

  w07b: (n) => async () => {
    let x = 0
    for (let i = 0; i < n; i += 3) {
      x = await (async () => {
        const a = await Promise.resolve(x + 1)
        const b = await Promise.resolve(a + 1)
        return await Promise.resolve(b + 1)
      })()
    }
    return x
  },

  w07c: (n) => {
    const three = async (x) => {
      const a = await Promise.resolve(x + 1)
      const b = await Promise.resolve(a + 1)
      return await Promise.resolve(b + 1)
    }
    return async () => {
      let x = 0
      while (x < n) x = await three(x)
      return x
    }
  },

  w08: (n) => {
    const child = async (i) => {
      await null
      return i
    }
    return async () => {
      const children = []
      for (let i = 0; i < n; i++) children.push(child(i))
      let sum = 0
      for (const running of children) sum += await running
      return sum
    }
  },

  w08s: (n) => {
    const child = async (i) => {
      await null
      return i
    }
    return async () => {
      let sum = 0
      for (let i = 0; i < n; i++) sum += await child(i)
      return sum
    }
  },

  w09: (n) => async () => {
    let released = 0
    const child = async (signal) => {
      try {
        await untilAborted(signal)
      } finally {
        released++
      }
    }
    const children = []
    for (let i = 0; i < n; i++) {
      const controller = new AbortController()
      children.push({ controller, done: child(controller.signal) })
    }
    await null
    for (const { controller } of children) controller.abort()
    await Promise.allSettled(children.map(({ done }) => done))
    return released
  },

  w10: (n) => async () => {
    let steps = 0
    const child = async () => {
      for (let i = 0; i < n / 1_000; i++) {
        await null
        steps++
      }
    }
    await Promise.all(Array.from({ length: 1_000 }, child))
    return steps
  },

  w11: (n) => async () => {
    const balls = Array.from({ length: n + 1 }, withResolvers)
    const player = async (first) => {
      for (let i = first; i < n; i += 2) balls[i + 1].resolve((await balls[i].promise) + 1)
    }
    void player(0)
    void player(1)
    balls[0].resolve(0)
    return await balls[n].promise
  },

  w12: (n) => async () => {
    const queue = new BoundedQueue(64)
    const producer = async () => {
      for (let i = 0; i < n; i++) await queue.offer(i)
    }
    void producer()
    let sum = 0
    for (let i = 0; i < n; i++) sum += await queue.take()
    return sum
  },

  w13: (n) => async () => {
    const semaphore = new Semaphore(4)
    let entered = 0
    const inside = async () => {
      await null
      entered++
    }
    const child = async () => {
      for (let i = 0; i < n / 1_000; i++) await semaphore.withPermit(inside)
    }
    await Promise.all(Array.from({ length: 1_000 }, child))
    return entered
  },

  w14: (n) => {
    const items = Array.from({ length: n }, (_, i) => i)
    return async () => {
      const results = await traverse(items, 16, async (x) => {
        await null
        return 2 * x
      })
      return results.reduce((sum, x) => sum + x)
    }
  },

  w15: (n) => async () => {
    const resolved = Promise.resolve(1)
    let sum = 0
    for (let i = 0; i < n; i++) sum += await resolved
    return sum
  },

  w15a: (n) => async () => {
    const later = Promise.resolve()
    let sum = 0
    for (let i = 0; i < n; i++) sum += await new Promise((resolve) => void later.then(() => resolve(1)))
    return sum
  },

  w15t: (n) => async () => {
    const resolved = Promise.resolve(1)
    const tried = async () => {
      try {
        return await resolved
      } catch {
        throw recoverable
      }
    }
    let sum = 0
    for (let i = 0; i < n; i++) sum += await tried()
    return sum
  },

  w16: (n) => async () => {
    const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis, 1))
    const ones = await Promise.all(Array.from({ length: n }, (_, i) => sleep(1 + (i % 50))))
    return ones.reduce((sum, x) => sum + x)
  },

  w17: (n) => {
    const acquire = async () => 1
    const release = async () => {}
    return async () => {
      let i = 0
      while (i < n) {
        const resource = await acquire()
        try {
          i = await inc(i)
        } finally {
          await release(resource)
        }
      }
      return i
    }
  },

  w17e: (n) => {
    const finalizer = async () => {}
    return async () => {
      let i = 0
      while (i < n) {
        try {
          i = await inc(i)
        } finally {
          await finalizer()
        }
      }
      return i
    }
  },

  w19: (n) => {
    const quick = async () => {
      await null
      return 1
    }
    const withTimeout = async (work, millis) => {
      let timer
      try {
        return await Promise.race([
          work(),
          new Promise((_, reject) => (timer = setTimeout(() => reject(recoverable), millis)))
        ])
      } finally {
        clearTimeout(timer)
      }
    }
    return async () => {
      let sum = 0
      for (let i = 0; i < n; i++) sum += await withTimeout(quick, 1_000)
      return sum
    }
  },

  w20: (n) => {
    const quick = async () => {
      await null
      return 1
    }
    return async () => {
      let sum = 0
      for (let i = 0; i < n; i++) {
        const controller = new AbortController()
        const loser = untilAborted(controller.signal)
        sum += await Promise.race([loser, quick()])
        controller.abort()
        await loser.catch(() => {})
      }
      return sum
    }
  },

  w21p: (n) => {
    const program = async (x) => (await inc(x)) * 1
    return async () => {
      let x = 0
      while (x < n) x = await program(x)
      return x
    }
  },

  w22: (n) => {
    const validate = async (x) => {
      if (x % 10 === 0) throw recoverable
      return x
    }
    const audited = { times: 0 }
    const audit = async () => {
      audited.times++
    }
    const close = async () => {}
    const step = async (env, i) => {
      try {
        let x
        try {
          x = await validate(2 * i)
        } catch (error) {
          if (error !== recoverable) throw error
          x = 0
        }
        await audit()
        return x + env.bonus
      } finally {
        await close()
      }
    }
    return async () => {
      const env = { bonus: 1 }
      let sum = 0
      for (let i = 0; i < n; i++) sum += await step(env, i)
      return sum
    }
  }
}

export const parked = {
  w18d: async (n) => {
    const gate = withResolvers()
    const child = async () => {
      await gate.promise
    }
    const all = Array.from({ length: n }, child)
    await null
    return async () => {
      gate.resolve()
      await Promise.all(all)
    }
  },

  w18s: async (n) => {
    const timers = []
    const child = async (i) => {
      await new Promise((resolve) => timers.push({ timer: setTimeout(resolve, 100_000 + (i % 50)), resolve }))
    }
    const all = Array.from({ length: n }, (_, i) => child(i))
    await null
    return async () => {
      for (const { timer, resolve } of timers) {
        clearTimeout(timer)
        resolve()
      }
      await Promise.all(all)
    }
  }
}
