/**
 * Results that are computed once and shared.
 *
 * Fibers that ask while the result is being computed wait for it. The computation belongs to none of them: it goes on when
 * the one that asked first is interrupted, and is interrupted itself when nobody waits for it any more; the next one that
 * asks starts it again. It runs in the environment of the fiber for which it is started.
 *
 * @module
 * @since 0.1.0
 */
import type { Coroutine } from './Coroutine.js'
import { die, type Op, sync } from './internal/op.js'
import { sharedOp } from './internal/shared.js'

// -------------------------------------------------------------------------------------
// combinators
// -------------------------------------------------------------------------------------

/**
 * Makes a coroutine that runs another one at most once to its end, and ends as that one did, each time: with its value, its
 * failure or its defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { memoize } from 'fiber-ts/Memo'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * let connections = 0
 * const connect = C.fromIO(() => ++connections)
 * const main = C.gen(function* () {
 *   const connection = yield* memoize(connect)
 *   return yield* C.all([connection, connection, connection])
 * })
 * assert.deepStrictEqual(await run(main), [1, 1, 1])
 *
 * @category combinators
 * @since 0.1.0
 */
export const memoize = <R, E, A>(ma: Coroutine<R, E, A>): Coroutine<unknown, never, Coroutine<R, E, A>> =>
  sync(() => sharedOp(ma as Op, { lifetime: Infinity, keepsFailures: true }))

/**
 * Makes a coroutine that runs another one and keeps its value for so many milliseconds. Failures are not kept: whoever asks
 * next runs it again.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { cached } from 'fiber-ts/Memo'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * let requests = 0
 * const main = C.gen(function* () {
 *   const rate = yield* pipe(
 *     C.fromIO(() => ++requests),
 *     cached(20)
 *   )
 *   return [yield* rate, yield* rate, yield* pipe(rate, C.delay(40))]
 * })
 * assert.deepStrictEqual(await run(main), [1, 1, 2])
 *
 * @category combinators
 * @since 0.1.0
 */
export const cached =
  (lifetime: number) =>
  <R, E, A>(ma: Coroutine<R, E, A>): Coroutine<unknown, never, Coroutine<R, E, A>> =>
    lifetime >= 0
      ? sync(() => sharedOp(ma as Op, { lifetime, keepsFailures: false }))
      : die(new RangeError(`cached: a number of milliseconds from 0 on was expected, got ${String(lifetime)}`))
