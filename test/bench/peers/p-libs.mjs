/* oxlint-disable typescript/await-thenable, unicorn/no-unnecessary-await -- `await null` is how an async function lets others run */
// p-limit and p-queue, what many programs bound their promises with.
import pLimit from 'p-limit'
import PQueue from 'p-queue'

export const workloads = {
  w13: (n) => async () => {
    const queue = new PQueue({ concurrency: 4 })
    let entered = 0
    const inside = async () => {
      await null
      entered++
    }
    const child = async () => {
      for (let i = 0; i < n / 1_000; i++) await queue.add(inside)
    }
    await Promise.all(Array.from({ length: 1_000 }, child))
    return entered
  },

  w14: (n) => {
    const items = Array.from({ length: n }, (_, i) => i)
    return async () => {
      const limit = pLimit(16)
      const double = async (x) => {
        await null
        return 2 * x
      }
      const results = await Promise.all(items.map((x) => limit(double, x)))
      return results.reduce((sum, x) => sum + x)
    }
  }
}

export const parked = {}
