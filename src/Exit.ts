/**
 * How a fiber ended: with a value, or with the cause of its failure.
 *
 * An `Exit<E, A>` is a plain `Either<Cause<E>, A>`, so every function of fp-ts' `Either` works on it.
 *
 * @module
 * @since 0.1.0
 */
import type { Either } from 'fp-ts/Either'
import * as C from './Cause.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * The outcome of a fiber.
 *
 * @category model
 * @since 0.1.0
 */
export type Exit<E, A> = Either<C.Cause<E>, A>

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * The exit of a fiber that ended with a value.
 *
 * @example
 * import { succeed } from 'fiber-ts/Exit'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(succeed(1), { _tag: 'Right', right: 1 })
 *
 * @category constructors
 * @since 0.1.0
 */
export const succeed = <A, E = never>(value: A): Exit<E, A> => ({ _tag: 'Right', right: value })

/**
 * The exit of a fiber that ended with one typed failure.
 *
 * @example
 * import { fail } from 'fiber-ts/Exit'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(fail('e'), { _tag: 'Left', left: [{ _tag: 'Fail', error: 'e' }] })
 *
 * @category constructors
 * @since 0.1.0
 */
export const fail = <E, A = never>(error: E): Exit<E, A> => failCause(C.fail(error))

/**
 * The exit of a fiber that ended with one defect.
 *
 * @example
 * import { die } from 'fiber-ts/Exit'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(die('bug'), { _tag: 'Left', left: [{ _tag: 'Die', defect: 'bug' }] })
 *
 * @category constructors
 * @since 0.1.0
 */
export const die = (defect: unknown): Exit<never, never> => failCause(C.die(defect))

/**
 * The exit of a fiber that ended with a cause.
 *
 * @example
 * import * as Cause from 'fiber-ts/Cause'
 * import { failCause } from 'fiber-ts/Exit'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(failCause(Cause.fail('e')), { _tag: 'Left', left: [{ _tag: 'Fail', error: 'e' }] })
 *
 * @category constructors
 * @since 0.1.0
 */
export const failCause = <E, A = never>(cause: C.Cause<E>): Exit<E, A> => ({ _tag: 'Left', left: cause })
