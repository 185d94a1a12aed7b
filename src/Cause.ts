/**
 * Why a fiber failed: the typed failures, defects and interruptions that happened, in the order in which they happened.
 *
 * A `Cause<E>` is a plain `ReadonlyNonEmptyArray<Reason<E>>`, so every function of fp-ts' `ReadonlyNonEmptyArray` works on
 * it and two causes concatenate. A tree of causes (parallel, sequential) was rejected: nobody acts on its shape, and
 * every function over it has to.
 *
 * @module
 * @since 0.1.0
 */
import type { Eq } from 'fp-ts/Eq'
import type { Option } from 'fp-ts/Option'
import type { ReadonlyNonEmptyArray } from 'fp-ts/ReadonlyNonEmptyArray'
import type { Semigroup } from 'fp-ts/Semigroup'
import type { Show } from 'fp-ts/Show'
import { show } from './internal/show.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * The number of a fiber, unique within its event loop.
 *
 * @category model
 * @since 0.1.0
 */
export type FiberId = number

/**
 * The name of an operating system signal that interrupts a program.
 *
 * @category model
 * @since 0.1.0
 */
export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/**
 * Who interrupted: a fiber by its number, a signal by its name, or the host (an `AbortSignal`, a shutdown, a deadlock).
 *
 * @category model
 * @since 0.1.0
 */
export type Interruptor = FiberId | Signal | 'host'

/**
 * An expected failure, the `Left` of a `TaskEither`.
 *
 * @category model
 * @since 0.1.0
 */
export interface Fail<out E> {
  readonly _tag: 'Fail'
  readonly error: E
}

/**
 * A defect: something was thrown that the types do not speak of. `defect` is the thrown object itself.
 *
 * @category model
 * @since 0.1.0
 */
export interface Die {
  readonly _tag: 'Die'
  readonly defect: unknown
}

/**
 * An interruption: by whom, why, and when (`at` is in milliseconds on the clock of the event loop).
 *
 * @category model
 * @since 0.1.0
 */
export interface Interrupt {
  readonly _tag: 'Interrupt'
  readonly by: Interruptor
  readonly reason: unknown
  readonly at: number
}

/**
 * One thing that went wrong.
 *
 * @category model
 * @since 0.1.0
 */
export type Reason<E> = Fail<E> | Die | Interrupt

/**
 * Everything that went wrong, in the order in which it happened.
 *
 * @category model
 * @since 0.1.0
 */
export type Cause<E> = ReadonlyNonEmptyArray<Reason<E>>

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * The cause of one typed failure.
 *
 * @example
 * import { fail } from 'fiber-ts/Cause'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(fail('no such user'), [{ _tag: 'Fail', error: 'no such user' }])
 *
 * @category constructors
 * @since 0.1.0
 */
export const fail = <E>(error: E): Cause<E> => [{ _tag: 'Fail', error }]

/**
 * The cause of one defect.
 *
 * @example
 * import { die } from 'fiber-ts/Cause'
 * import * as assert from 'node:assert'
 *
 * const bug = new Error('bug')
 * assert.deepStrictEqual(die(bug), [{ _tag: 'Die', defect: bug }])
 *
 * @category constructors
 * @since 0.1.0
 */
export const die = (defect: unknown): Cause<never> => [{ _tag: 'Die', defect }]

/**
 * The cause of one interruption; `at` is in milliseconds on the clock of the event loop.
 *
 * @example
 * import { interrupt, isInterrupted } from 'fiber-ts/Cause'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(isInterrupted(interrupt('SIGINT', 'Ctrl-C', 0)), true)
 *
 * @category constructors
 * @since 0.1.0
 */
export const interrupt = (by: Interruptor, reason: unknown, at: number): Cause<never> => [
  { _tag: 'Interrupt', by, reason, at }
]

// -------------------------------------------------------------------------------------
// destructors
// -------------------------------------------------------------------------------------

/**
 * The typed failures of a cause, in order.
 *
 * @example
 * import { die, fail, failures } from 'fiber-ts/Cause'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(failures([...fail('a'), ...die('bug'), ...fail('b')]), ['a', 'b'])
 *
 * @category destructors
 * @since 0.1.0
 */
export const failures = <E>(cause: ReadonlyArray<Reason<E>>): ReadonlyArray<E> =>
  cause.flatMap((reason) => (reason._tag === 'Fail' ? [reason.error] : []))

/**
 * The defects of a cause, in order.
 *
 * @example
 * import { defects, die, fail } from 'fiber-ts/Cause'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(defects([...fail('a'), ...die('bug')]), ['bug'])
 *
 * @category destructors
 * @since 0.1.0
 */
export const defects = <E>(cause: ReadonlyArray<Reason<E>>): ReadonlyArray<unknown> =>
  cause.flatMap((reason) => (reason._tag === 'Die' ? [reason.defect] : []))

/**
 * The interruptions of a cause, in order.
 *
 * @example
 * import { interrupt, interruptions } from 'fiber-ts/Cause'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(
 *   interruptions(interrupt(1, 'race lost', 0)).map((i) => i.reason),
 *   ['race lost']
 * )
 *
 * @category destructors
 * @since 0.1.0
 */
export const interruptions = <E>(cause: ReadonlyArray<Reason<E>>): ReadonlyArray<Interrupt> =>
  cause.flatMap((reason) => (reason._tag === 'Interrupt' ? [reason] : []))

/**
 * Whether an interruption is among the reasons.
 *
 * @example
 * import { fail, interrupt, isInterrupted } from 'fiber-ts/Cause'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(isInterrupted([...fail('a'), ...interrupt('SIGINT', undefined, 0)]), true)
 * assert.deepStrictEqual(isInterrupted(fail('a')), false)
 *
 * @category destructors
 * @since 0.1.0
 */
export const isInterrupted = <E>(cause: ReadonlyArray<Reason<E>>): boolean =>
  cause.some((reason) => reason._tag === 'Interrupt')

/**
 * Whether nothing but interruptions is among the reasons: the fiber was stopped, and nothing failed.
 *
 * @example
 * import { fail, interrupt, isInterruptedOnly } from 'fiber-ts/Cause'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(isInterruptedOnly(interrupt('SIGINT', undefined, 0)), true)
 * assert.deepStrictEqual(isInterruptedOnly([...fail('a'), ...interrupt('SIGINT', undefined, 0)]), false)
 *
 * @category destructors
 * @since 0.1.0
 */
export const isInterruptedOnly = <E>(cause: ReadonlyArray<Reason<E>>): boolean =>
  cause.every((reason) => reason._tag === 'Interrupt')

/**
 * The typed failure by which a cause can be recovered from: the first one, unless there is a defect.
 *
 * @example
 * import { die, fail, firstFailure } from 'fiber-ts/Cause'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(firstFailure([...fail('a'), ...fail('b')]), { _tag: 'Some', value: 'a' })
 * assert.deepStrictEqual(firstFailure([...fail('a'), ...die('bug')]), { _tag: 'None' })
 *
 * @category destructors
 * @since 0.1.0
 */
export const firstFailure = <E>(cause: ReadonlyArray<Reason<E>>): Option<E> => {
  const first = cause.find((reason) => reason._tag === 'Fail')
  return first === undefined || cause.some((reason) => reason._tag === 'Die')
    ? { _tag: 'None' }
    : { _tag: 'Some', value: first.error }
}

// -------------------------------------------------------------------------------------
// mapping
// -------------------------------------------------------------------------------------

/**
 * The same cause with every typed failure mapped.
 *
 * @example
 * import { fail, map } from 'fiber-ts/Cause'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(map((n: number) => n + 1)(fail(1)), fail(2))
 *
 * @category mapping
 * @since 0.1.0
 */
export const map =
  <E, G>(f: (error: E) => G) =>
  (cause: Cause<E>): Cause<G> =>
    cause.map((reason) => (reason._tag === 'Fail' ? { _tag: 'Fail', error: f(reason.error) } : reason)) as never

// -------------------------------------------------------------------------------------
// instances
// -------------------------------------------------------------------------------------

/**
 * Causes concatenate: what happened first comes first.
 *
 * @example
 * import { die, fail, getSemigroup } from 'fiber-ts/Cause'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(getSemigroup<string>().concat(fail('a'), die('bug')), [...fail('a'), ...die('bug')])
 *
 * @category instances
 * @since 0.1.0
 */
export const getSemigroup = <E>(): Semigroup<Cause<E>> => ({
  concat: (first, second) => [...first, ...second] as never
})

const showDefect = (defect: unknown): string => (defect instanceof Error ? String(defect) : show(defect))

const showReason =
  <E>(S: Show<E>) =>
  (reason: Reason<E>): string =>
    reason._tag === 'Fail'
      ? `fail(${S.show(reason.error)})`
      : reason._tag === 'Die'
        ? `die(${showDefect(reason.defect)})`
        : `interrupt(${show(reason.by)}, ${show(reason.reason)})`

const equalReasons =
  <E>(E: Eq<E>) =>
  (a: Reason<E>, b: Reason<E>): boolean =>
    a._tag === 'Fail'
      ? b._tag === 'Fail' && E.equals(a.error, b.error)
      : a._tag === 'Die'
        ? b._tag === 'Die' && Object.is(a.defect, b.defect)
        : b._tag === 'Interrupt' && a.by === b.by && Object.is(a.reason, b.reason)

/**
 * Causes are equal when their reasons are, in the same order: typed failures by the given `Eq`, defects by identity, and
 * interruptions by who asked for them and why, whenever that was.
 *
 * @example
 * import { die, fail, getEq, interrupt } from 'fiber-ts/Cause'
 * import * as S from 'fp-ts/lib/string.js'
 * import * as assert from 'node:assert'
 *
 * const { equals } = getEq(S.Eq)
 * assert.ok(equals(fail('a'), fail('a')))
 * assert.ok(equals(interrupt('host', 'enough', 1), interrupt('host', 'enough', 2)))
 * assert.ok(!equals(fail('a'), die('a')))
 *
 * @category instances
 * @since 0.1.0
 */
export const getEq = <E>(E: Eq<E>): Eq<Cause<E>> => ({
  equals: (a, b) => a.length === b.length && a.every((reason, i) => equalReasons(E)(reason, b[i] as Reason<E>))
})

/**
 * Shows a cause as a list of its reasons.
 *
 * @example
 * import { die, fail, getSemigroup, getShow } from 'fiber-ts/Cause'
 * import * as S from 'fp-ts/lib/string.js'
 * import * as assert from 'node:assert'
 *
 * const cause = getSemigroup<string>().concat(fail('no'), die(5))
 * assert.strictEqual(getShow(S.Show).show(cause), '[fail("no"), die(5)]')
 *
 * @category instances
 * @since 0.1.0
 */
export const getShow = <E>(S: Show<E>): Show<Cause<E>> => ({
  show: (cause) => `[${cause.map(showReason(S)).join(', ')}]`
})
