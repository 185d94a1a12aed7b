/**
 * When to try again: policies for `retry`, `retryWhile` and `repeat` of `fiber-ts/Coroutine`.
 *
 * A policy is a function from what has happened so far to the milliseconds to wait, or to nothing when it is time to give
 * up. It has the shape and the names of retry-ts, so the policies of either library work in the other. A richer
 * description (a value with state, combinators for sequence and choice) was rejected: a function composes as well.
 *
 * @module
 * @since 0.1.0
 */
import type { IO } from 'fp-ts/IO'
import type { Monoid as MonoidOf } from 'fp-ts/Monoid'
import type { Option } from 'fp-ts/Option'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * What has happened so far.
 *
 * @category model
 * @since 0.1.0
 */
export interface RetryStatus {
  /** How often was tried again; 0 after the first attempt. */
  readonly iterNumber: number
  /** The milliseconds waited so far, in all. */
  readonly cumulativeDelay: number
  /** The milliseconds waited before the last attempt; `None` after the first one. */
  readonly previousDelay: Option<number>
}

/**
 * The milliseconds to wait before the next attempt, or `None` to give up.
 *
 * @category model
 * @since 0.1.0
 */
export type RetryPolicy = (status: RetryStatus) => Option<number>

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

const none: Option<never> = { _tag: 'None' }

const some = (millis: number): Option<number> => ({ _tag: 'Some', value: millis })

/**
 * Waits the same number of milliseconds before each attempt, without end.
 *
 * @example
 * import { constantDelay, defaultRetryStatus } from 'fiber-ts/RetryPolicy'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(constantDelay(100)(defaultRetryStatus), O.some(100))
 *
 * @category constructors
 * @since 0.1.0
 */
export const constantDelay =
  (delay: number): RetryPolicy =>
  () =>
    some(delay)

/**
 * Tries again at once, and at most so many times: `limitRetries(3)` makes four attempts in all.
 *
 * @example
 * import { applyPolicy, defaultRetryStatus, limitRetries } from 'fiber-ts/RetryPolicy'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * const policy = limitRetries(1)
 * assert.deepStrictEqual(policy(defaultRetryStatus), O.some(0))
 * assert.deepStrictEqual(policy(applyPolicy(policy, defaultRetryStatus)), O.none)
 *
 * @category constructors
 * @since 0.1.0
 */
export const limitRetries = (retries: number): RetryPolicy => {
  if (typeof retries !== 'number' || Number.isNaN(retries))
    throw new RangeError(`limitRetries: a number of retries was expected, got ${String(retries)}`)
  return (status) => (status.iterNumber >= retries ? none : some(0))
}

/**
 * Waits a number of milliseconds that doubles with each attempt, without end.
 *
 * @example
 * import { applyPolicy, defaultRetryStatus, exponentialBackoff } from 'fiber-ts/RetryPolicy'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * const policy = exponentialBackoff(100)
 * assert.deepStrictEqual(policy(defaultRetryStatus), O.some(100))
 * assert.deepStrictEqual(policy(applyPolicy(policy, defaultRetryStatus)), O.some(200))
 *
 * @category constructors
 * @since 0.1.0
 */
export const exponentialBackoff =
  (delay: number): RetryPolicy =>
  (status) =>
    some(delay * 2 ** status.iterNumber)

// -------------------------------------------------------------------------------------
// combinators
// -------------------------------------------------------------------------------------

/**
 * Gives up as soon as the policy asks for a wait of `maxDelay` milliseconds or more.
 *
 * @example
 * import { applyPolicy, defaultRetryStatus, exponentialBackoff, limitRetriesByDelay } from 'fiber-ts/RetryPolicy'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * const policy = limitRetriesByDelay(150, exponentialBackoff(100))
 * assert.deepStrictEqual(policy(defaultRetryStatus), O.some(100))
 * assert.deepStrictEqual(policy(applyPolicy(policy, defaultRetryStatus)), O.none)
 *
 * @category combinators
 * @since 0.1.0
 */
export const limitRetriesByDelay =
  (maxDelay: number, policy: RetryPolicy): RetryPolicy =>
  (status) => {
    const delay = policy(status)
    return delay._tag === 'Some' && delay.value < maxDelay ? delay : none
  }

/**
 * Never waits longer than `maxDelay` milliseconds before one attempt.
 *
 * @example
 * import { applyPolicy, capDelay, defaultRetryStatus, exponentialBackoff } from 'fiber-ts/RetryPolicy'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * const policy = capDelay(150, exponentialBackoff(100))
 * assert.deepStrictEqual(policy(defaultRetryStatus), O.some(100))
 * assert.deepStrictEqual(policy(applyPolicy(policy, defaultRetryStatus)), O.some(150))
 *
 * @category combinators
 * @since 0.1.0
 */
export const capDelay =
  (maxDelay: number, policy: RetryPolicy): RetryPolicy =>
  (status) => {
    const delay = policy(status)
    return delay._tag === 'Some' ? some(Math.min(maxDelay, delay.value)) : delay
  }

/**
 * Waits a random part of what the policy asks for, so that many clients that failed together do not try again together.
 * `random` gives numbers from 0 to 1, as `Math.random` does.
 *
 * @example
 * import { constantDelay, defaultRetryStatus, jittered } from 'fiber-ts/RetryPolicy'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(jittered(constantDelay(100), () => 0.5)(defaultRetryStatus), O.some(50))
 *
 * @category combinators
 * @since 0.1.0
 */
export const jittered =
  (policy: RetryPolicy, random: IO<number> = Math.random): RetryPolicy =>
  (status) => {
    const delay = policy(status)
    return delay._tag === 'Some' ? some(delay.value * random()) : delay
  }

// -------------------------------------------------------------------------------------
// instances
// -------------------------------------------------------------------------------------

/**
 * Both policies together: waits for the longer delay, gives up when either does. The empty policy tries again at once,
 * without end.
 *
 * @example
 * import { defaultRetryStatus, exponentialBackoff, limitRetries, Monoid } from 'fiber-ts/RetryPolicy'
 * import { concatAll } from 'fp-ts/lib/Monoid.js'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * const threeTimes = concatAll(Monoid)([exponentialBackoff(100), limitRetries(3)])
 * assert.deepStrictEqual(threeTimes(defaultRetryStatus), O.some(100))
 * assert.deepStrictEqual(threeTimes({ ...defaultRetryStatus, iterNumber: 3 }), O.none)
 *
 * @category instances
 * @since 0.1.0
 */
export const Monoid: MonoidOf<RetryPolicy> = {
  concat: (first, second) => (status) => {
    const one = first(status)
    if (one._tag === 'None') return one
    const other = second(status)
    return other._tag === 'None' || other.value > one.value ? other : one
  },
  empty: () => some(0)
}

// -------------------------------------------------------------------------------------
// utils
// -------------------------------------------------------------------------------------

/**
 * The status before the first attempt.
 *
 * @example
 * import { defaultRetryStatus } from 'fiber-ts/RetryPolicy'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(defaultRetryStatus, { iterNumber: 0, cumulativeDelay: 0, previousDelay: O.none })
 *
 * @category utils
 * @since 0.1.0
 */
export const defaultRetryStatus: RetryStatus = { iterNumber: 0, cumulativeDelay: 0, previousDelay: none }

/**
 * The status after a policy was asked: `previousDelay` is its answer.
 *
 * @example
 * import { applyPolicy, constantDelay, defaultRetryStatus } from 'fiber-ts/RetryPolicy'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(applyPolicy(constantDelay(100), defaultRetryStatus), {
 *   iterNumber: 1,
 *   cumulativeDelay: 100,
 *   previousDelay: O.some(100)
 * })
 *
 * @category utils
 * @since 0.1.0
 */
export const applyPolicy = (policy: RetryPolicy, status: RetryStatus): RetryStatus => {
  const delay = policy(status)
  return {
    iterNumber: status.iterNumber + 1,
    cumulativeDelay: status.cumulativeDelay + (delay._tag === 'Some' ? delay.value : 0),
    previousDelay: delay
  }
}
