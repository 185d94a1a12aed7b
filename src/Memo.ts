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
import { die, expected, type Op, sync } from './internal/op.js'
import { sharedByKey, sharedOp, type SharedOptions } from './internal/shared.js'

const always: SharedOptions = { lifetime: Infinity, keepsFailures: true }

/** What keeps values for so long, or the error about a time that is none. */
const keeping = <A>(
  what: string,
  lifetime: number,
  make: (options: SharedOptions) => A
): Coroutine<unknown, never, A> =>
  lifetime >= 0
    ? sync(() => make({ lifetime, keepsFailures: false }))
    : die(new RangeError(`${what}: a number of milliseconds from 0 on was expected, got ${String(lifetime)}`))

const byKey = (
  what: string,
  f: (key: never) => unknown,
  make: () => Coroutine<unknown, never, unknown>
): Coroutine<unknown, never, never> =>
  (typeof f === 'function' ? make() : die(expected(`${what}: a function`, f))) as Coroutine<unknown, never, never>

// -------------------------------------------------------------------------------------
// combinators
// -------------------------------------------------------------------------------------

/**
 * Makes outside of any coroutine, as for a module, what `memoize` makes in one. What it keeps is there for the next run,
 * too, so it should be nothing that ends with a run.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { unsafeMemoize } from 'fiber-ts/Memo'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * let connections = 0
 * const connection = unsafeMemoize(C.fromIO(() => ++connections))
 * assert.deepStrictEqual(await run(C.all([connection, connection])), [1, 1])
 * assert.strictEqual(await run(connection), 1)
 *
 * @category combinators
 * @since 0.1.0
 */
export const unsafeMemoize = <R, E, A>(ma: Coroutine<R, E, A>): Coroutine<R, E, A> => sharedOp(ma as Op, always)

/**
 * Makes a coroutine that runs another one at most once to its end, and ends as that one did, each time: with its value, its
 * failure or its defect. Run it once and keep what it answers: each run of `memoize(ma)` makes another one, which knows of
 * nothing yet.
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
  sync(() => unsafeMemoize(ma))

/**
 * `memoize` for each key: makes a function whose coroutine runs that of another function at most once to its end for the
 * same key, and ends as that one did. Keys are those of a `Map`, so objects are told apart by their identity. A failure is
 * kept as a value is, which is right for what fails the same way each time; for what may work the next time, a cache is
 * `cachedK(Infinity)`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { memoizeK } from 'fiber-ts/Memo'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const loaded: Array<number> = []
 * const load = (id: number) => C.fromIO(() => `user ${id}, load ${loaded.push(id)}`)
 * const main = C.gen(function* () {
 *   const user = yield* memoizeK(load)
 *   return yield* C.all([user(7), user(8), user(7)])
 * })
 * assert.deepStrictEqual(await run(main), ['user 7, load 1', 'user 8, load 2', 'user 7, load 1'])
 *
 * @category combinators
 * @since 0.1.0
 */
export const memoizeK = <K, R, E, A>(
  f: (key: K) => Coroutine<R, E, A>
): Coroutine<unknown, never, (key: K) => Coroutine<R, E, A>> =>
  byKey('memoizeK', f, () => sync(() => sharedByKey(f, always)))

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
    keeping('cached', lifetime, (options) => sharedOp(ma as Op, options))

/**
 * `cached` for each key: makes a function whose coroutine keeps the value of another function's for so many milliseconds.
 * Failures are not kept, so whoever asks next for that key tries again; and keys of which nothing is kept any more take no
 * memory for long.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { cachedK } from 'fiber-ts/Memo'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * let requests = 0
 * const request = (currency: string) => C.fromIO(() => `${currency}, request ${++requests}`)
 * const main = C.gen(function* () {
 *   const rate = yield* cachedK(20)(request)
 *   return [yield* rate('EUR'), yield* rate('EUR'), yield* pipe(rate('EUR'), C.delay(40))]
 * })
 * assert.deepStrictEqual(await run(main), ['EUR, request 1', 'EUR, request 1', 'EUR, request 2'])
 *
 * @category combinators
 * @since 0.1.0
 */
export const cachedK =
  (lifetime: number) =>
  <K, R, E, A>(f: (key: K) => Coroutine<R, E, A>): Coroutine<unknown, never, (key: K) => Coroutine<R, E, A>> =>
    byKey('cachedK', f, () => keeping('cachedK', lifetime, (options) => sharedByKey(f, options)))
