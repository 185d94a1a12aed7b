import * as C from 'fiber-ts/Coroutine'
import * as Semaphore from 'fiber-ts/Semaphore'
import { TestLoop } from 'fiber-ts/testing'
import test from 'ava'
import { pipe } from 'fp-ts/lib/function.js'
import { chaos, schedules, sweep, sweepAll } from '../support/sweep.js'

const contention = (permits: ReadonlyArray<number>, total = 2) => {
  const semaphore = Semaphore.unsafeMake(total)
  let held = 0
  let most = 0
  const body = (count: number) =>
    pipe(
      C.bracket(
        C.fromIO(() => {
          held += count
          most = Math.max(most, held)
        }),
        () => C.yieldNow,
        () =>
          C.fromIO(() => {
            held -= count
          })
      ),
      Semaphore.withPermits(semaphore, count)
    )
  return {
    program: C.all(permits.map(body)),
    check: () => {
      if (held !== 0 || most > total) throw new Error(`held ${held}, at most ${most}`)
      const statistics = new TestLoop().run(Semaphore.statistics(semaphore))
      if (statistics._tag === 'Left' || statistics.right.free !== total || statistics.right.waiting !== 0)
        throw new Error(`permits are lost: ${JSON.stringify(statistics)}`)
    }
  }
}

test('permits are conserved wherever the program is interrupted', (t) => {
  t.true(sweep(() => contention([1, 1, 1, 1])) > 20)
  t.true(sweepAll(() => contention([1, 2, 1, 2])) > 50)
})

test('permits are conserved under random schedules', (t) => {
  schedules(() => contention([1, 2, 1, 1]))
  chaos(() => contention([1, 2, 1, 2, 1]))
  t.pass()
})
