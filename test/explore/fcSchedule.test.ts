// Inputs and schedules searched together by fast-check: a failure has the smallest input and the fewest deviations from the
// order of production that it takes.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Ref from 'fiber-ts/Ref'
import { explore, fcSchedule, type Strategy } from 'fiber-ts/testing'
import * as fc from 'fast-check'

/** Adds numbers up, each in a fiber of its own, and loses one when another fiber comes in between. */
const sum = (ns: ReadonlyArray<number>): C.Coroutine<unknown, never, number> =>
  C.gen(function* () {
    const total = yield* Ref.make(0)
    const add = (n: number) =>
      C.gen(function* () {
        const before = yield* Ref.read(total)
        yield* Ref.write(total, before + n)
      })
    yield* C.all(ns.map(add))
    return yield* Ref.read(total)
  })

const isSum = (ns: ReadonlyArray<number>, strategy: Strategy): boolean => {
  const { verdict } = explore(sum(ns), { strategy })
  return verdict._tag === 'Ok' && verdict.exit._tag === 'Right' && verdict.exit.right === ns.reduce((a, b) => a + b, 0)
}

test('a race is found with the smallest input and the shortest schedule', (t) => {
  const found = fc.check(fc.property(fc.array(fc.nat(100), { maxLength: 4 }), fcSchedule(fc), isSum), {
    seed: 1,
    numRuns: 500
  })
  t.true(found.failed)
  const [ns, strategy] = found.counterexample ?? []
  t.is(ns?.length, 2)
  t.regex(strategy?.name ?? '', /^schedule\(\d+\)$/)
})

test('a seed of fast-check repeats it', (t) => {
  const check = (): unknown =>
    fc.check(
      fc.property(fcSchedule(fc), (strategy) => isSum([1, 2], strategy)),
      { seed: 7 }
    ).counterexample?.[0].name
  t.truthy(check())
  t.is(check(), check())
})
