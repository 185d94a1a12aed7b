/**
 * Schedules for fast-check, so that inputs and schedules are searched, shrunk and repeated together.
 */
import { once, type Strategy } from './explore/strategy.js'
import type { Arbitrary } from './laws/law.js'

export type { Arbitrary }

/**
 * The part of fast-check that makes schedules: `import * as fc from 'fast-check'` is one.
 *
 * @category model
 * @since 0.1.0
 */
export interface FastCheckArrays {
  integer(constraints: { min: number; max: number }): Arbitrary<number>
  array(arbitrary: Arbitrary<any>, constraints?: { minLength?: number; maxLength?: number }): Arbitrary<any>
}

/**
 * An arbitrary of schedules, each a strategy of one run: the order of production with some deviations, by default up to 20. It
 * shrinks towards fewer and earlier ones, so that what is left of a failure are the choices that matter.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Ref from 'fiber-ts/Ref'
 * import { explore, fcSchedule } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 * import * as assert from 'node:assert'
 *
 * const sum = (ns: ReadonlyArray<number>) =>
 *   C.gen(function* () {
 *     const total = yield* Ref.make(0)
 *     yield* C.all(ns.map((n) => Ref.modify(total, (before) => before + n)))
 *     return yield* Ref.read(total)
 *   })
 * fc.assert(
 *   fc.property(fc.array(fc.nat(100)), fcSchedule(fc), (ns, strategy) => {
 *     const { verdict } = explore(sum(ns), { strategy })
 *     assert.ok(verdict._tag === 'Ok' && verdict.exit._tag === 'Right')
 *     assert.strictEqual(verdict.exit.right, ns.reduce((a, b) => a + b, 0))
 *   })
 * )
 *
 * @category strategies
 * @since 0.1.0
 */
export const fcSchedule = (fc: FastCheckArrays, deviations = 20): Arbitrary<Strategy> =>
  fc.array(fc.integer({ min: 0, max: longestRun * others - 1 }), { maxLength: deviations }).map(strategyOf)

/** So many choices are usual between two deviations, at most, and so many options are told apart. */
const longestRun = 16
const others = 4

/** A number says how many choices are usual before one that is not, and which of the other options that one is. */
const strategyOf = (deviations: ReadonlyArray<number>): Strategy =>
  once(`schedule(${deviations.join()})`, () => {
    let next = 0
    let rest = Math.floor((deviations[0] ?? 0) / others)
    return {
      choose: (_, { count, usual }) => {
        const deviation = deviations[next]
        if (deviation === undefined || rest-- > 0) return usual
        rest = Math.floor((deviations[++next] ?? 0) / others)
        return (usual + 1 + (deviation % others)) % count
      }
    }
  })
