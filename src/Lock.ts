/**
 * One at a time: `asyncio.Lock`.
 *
 * The lock is handed over in the order in which fibers asked for it, and interrupting one that waits never loses it.
 *
 * As in asyncio, a lock belongs to no fiber in particular: whoever knows it can release it, and it is not reentrant. There
 * is no `RLock`: it would have to know who holds it, and `timeout`, `all` or `race` inside of a locked region run in
 * fibers of their own, which would be strangers to it, or else siblings that it does not keep apart.
 *
 * @module
 * @since 0.1.0
 */
import type { Coroutine } from './Coroutine.js'
import { RuntimeError } from './Errors.js'
import type { Fiber } from './internal/fiber.js'
import { Op, sync, Tag } from './internal/op.js'
import { acquireOp, holdOp, Permits } from './internal/permits.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A lock.
 *
 * @category model
 * @since 0.1.0
 */
export interface Lock {
  readonly _tag: 'Lock'
}

/**
 * What a Lock is like at one moment.
 *
 * @category model
 * @since 0.1.0
 */
export interface Statistics {
  readonly isLocked: boolean
  /** How many fibers wait for it. */
  readonly waiting: number
}

class State extends Permits implements Lock {
  get _tag(): 'Lock' {
    return 'Lock'
  }
}

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * Makes a Lock outside of any coroutine.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Lock from 'fiber-ts/Lock'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const lock = Lock.unsafeMake()
 * assert.deepStrictEqual(await run(Lock.withLock(lock)(C.of(1))), 1)
 *
 * @category constructors
 * @since 0.1.0
 */
export const unsafeMake = (): Lock => new State(1, 'a Lock')

/**
 * Makes a Lock.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Lock from 'fiber-ts/Lock'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.flatMap(Lock.make, Lock.statistics)), { isLocked: false, waiting: 0 })
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Coroutine<unknown, never, Lock> = /*#__PURE__*/ sync(unsafeMake)

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

/**
 * Runs a coroutine while holding the lock, which is released however it ends. Fibers that it has forked end before that,
 * as in a `bracket`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Lock from 'fiber-ts/Lock'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const lock = yield* Lock.make
 *   const lines: Array<string> = []
 *   const print = (line: string) =>
 *     pipe(
 *       C.fromIO(() => void lines.push(line)),
 *       C.flatMap(() => C.yieldNow),
 *       C.flatMap(() => C.fromIO(() => void lines.push(line)))
 *     )
 *   yield* C.all([Lock.withLock(lock)(print('a')), Lock.withLock(lock)(print('b'))])
 *   return lines
 * })
 * assert.deepStrictEqual(await run(main), ['a', 'a', 'b', 'b'])
 *
 * @category operations
 * @since 0.1.0
 */
export const withLock =
  (lock: Lock) =>
  <R, E, A>(ma: Coroutine<R, E, A>): Coroutine<R, E, A> =>
    holdOp(lock as State, 1, ma as Op)

/**
 * Takes the lock, waiting for it if need be. It has to be given back by `release`, whatever happens:
 * `withLock` sees to that, and a `bracket` does. (A `finally` block does not: when it is reached in the normal way it can be
 * interrupted like any other code.)
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Lock from 'fiber-ts/Lock'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const lock = yield* Lock.make
 *   return yield* C.bracket(
 *     C.interruptible(Lock.acquire(lock)),
 *     () => Lock.statistics(lock),
 *     () => Lock.release(lock)
 *   )
 * })
 * assert.deepStrictEqual(await run(main), { isLocked: true, waiting: 0 })
 *
 * @category operations
 * @since 0.1.0
 */
export const acquire = (lock: Lock): Coroutine<unknown, never, void> => acquireOp(lock as State, 1)

const give = (fiber: Fiber, lock: State): void => {
  if (lock.free === 1) throw new RuntimeError('Lock: it was released, and is not locked')
  lock.givenBack(fiber, 1)
  lock.give(1)
}

/**
 * Gives the lock back. Releasing a lock that is not locked is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Lock from 'fiber-ts/Lock'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * await assert.rejects(run(C.flatMap(Lock.make, Lock.release)), /not locked/)
 *
 * @category operations
 * @since 0.1.0
 */
export const release = (lock: Lock): Coroutine<unknown, never, void> => new Op(Tag.Primitive, give, lock)

/**
 * What the lock is like now.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Lock from 'fiber-ts/Lock'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const lock = yield* Lock.make
 *   return yield* Lock.withLock(lock)(Lock.statistics(lock))
 * })
 * assert.deepStrictEqual(await run(main), { isLocked: true, waiting: 0 })
 *
 * @category operations
 * @since 0.1.0
 */
export const statistics = (lock: Lock): Coroutine<unknown, never, Statistics> =>
  sync(() => ({ isLocked: (lock as State).free === 0, waiting: (lock as State).waiters.size }))
