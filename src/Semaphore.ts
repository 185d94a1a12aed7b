/**
 * A number of permits, shared fairly: at most so many at once may do something.
 *
 * After `asyncio.BoundedSemaphore`, with weights. Waiters are served strictly in the order in which they came, so one that
 * asks for many permits is not passed by by many that ask for one. To take a permit, to give one back and to interrupt a
 * waiter are constant-time, however many fibers wait. Interrupting a waiter never loses a permit.
 *
 * Where it differs from asyncio: taking more permits than there are, and giving back more than were taken, are errors,
 * not deadlocks or silent growth. There is no unbounded `Semaphore`: what is counted up without an end is a `Queue`.
 *
 * @module
 * @since 0.1.0
 */
import type { Option } from 'fp-ts/Option'
import type { Coroutine } from './Coroutine.js'
import { RuntimeError } from './Errors.js'
import { die, map, Op, sync, Tag, unit } from './internal/op.js'
import type { Fiber } from './internal/fiber.js'
import { acquireOp, holdOp, Permits, Request } from './internal/permits.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A number of permits.
 *
 * @category model
 * @since 0.1.0
 */
export interface Semaphore {
  readonly _tag: 'Semaphore'
}

/**
 * What a Semaphore is like at one moment.
 *
 * @category model
 * @since 0.1.0
 */
export interface Statistics {
  /** How many permits there are, taken or not. */
  readonly permits: number
  /** How many of them are free. */
  readonly free: number
  /** How many fibers wait. */
  readonly waiting: number
}

class State extends Permits implements Semaphore {
  get _tag(): 'Semaphore' {
    return 'Semaphore'
  }
}

const isCount = (u: unknown): u is number => Number.isInteger(u) && (u as number) >= 0

/** What is wrong with a number of permits that is asked for, or null. */
const objection = (semaphore: State, permits: number): RangeError | null => {
  if (!isCount(permits))
    return new RangeError(`Semaphore: a whole number of permits was expected, got ${String(permits)}`)
  if (permits > semaphore.total)
    return new RangeError(`Semaphore: ${permits} permits were asked for, and there are ${semaphore.total}`)
  return null
}

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * Makes a Semaphore outside of any coroutine. Throws when the number of permits is not a whole number from 0 on.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Semaphore from 'fiber-ts/Semaphore'
 * import * as assert from 'node:assert'
 *
 * const connections = Semaphore.unsafeMake(2)
 * const query = (n: number) => Semaphore.withPermits(connections)(C.delay(1)(C.of(n)))
 * assert.deepStrictEqual(await run(C.all([query(1), query(2), query(3)])), [1, 2, 3])
 *
 * @category constructors
 * @since 0.1.0
 */
export const unsafeMake = (permits: number): Semaphore => {
  if (!isCount(permits))
    throw new RangeError(`Semaphore: a whole number of permits was expected, got ${String(permits)}`)
  return new State(permits, 'a Semaphore')
}

/**
 * Makes a Semaphore. A number of permits that is not a whole number from 0 on is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Semaphore from 'fiber-ts/Semaphore'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const semaphore = yield* Semaphore.make(3)
 *   return yield* Semaphore.statistics(semaphore)
 * })
 * assert.deepStrictEqual(await run(main), { permits: 3, free: 3, waiting: 0 })
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (permits: number): Coroutine<unknown, never, Semaphore> => sync(() => unsafeMake(permits))

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

/**
 * Runs a coroutine while holding some permits (by default one), which are given back however it ends. Fibers that it has
 * forked end before that, as in a `bracket`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as Semaphore from 'fiber-ts/Semaphore'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const semaphore = yield* Semaphore.make(3)
 *   return yield* pipe(Semaphore.statistics(semaphore), Semaphore.withPermits(semaphore, 2))
 * })
 * assert.deepStrictEqual(await run(main), { permits: 3, free: 1, waiting: 0 })
 *
 * @category operations
 * @since 0.1.0
 */
export const withPermits = (
  semaphore: Semaphore,
  permits = 1
): (<R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>) => {
  const wrong = objection(semaphore as State, permits)
  return wrong !== null ? () => die(wrong) : (ma) => holdOp(semaphore as State, permits, ma as Op)
}

const none: Option<never> = { _tag: 'None' }
const nothing: Op = /*#__PURE__*/ new Op(Tag.Succeed, none, null)
const some = (value: unknown): Option<unknown> => ({ _tag: 'Some', value })

const takeIfFree = (_: Fiber, request: Request): Request | null => {
  if (!request.permits.has(request.count)) return null
  request.permits.free -= request.count
  return request
}

/**
 * Runs a coroutine while holding some permits (by default one) if they can be had at once, and does nothing otherwise:
 * for turning work away when there is too much of it.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as O from 'fp-ts/lib/Option.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as Semaphore from 'fiber-ts/Semaphore'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const semaphore = yield* Semaphore.make(1)
 *   const tryNow = pipe(C.of('served'), Semaphore.withPermitsIfFree(semaphore))
 *   return [yield* tryNow, yield* pipe(tryNow, Semaphore.withPermits(semaphore))]
 * })
 * assert.deepStrictEqual(await run(main), [O.some('served'), O.none])
 *
 * @category operations
 * @since 0.1.0
 */
export const withPermitsIfFree = (
  semaphore: Semaphore,
  permits = 1
): (<R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, Option<A>>) => {
  const wrong = objection(semaphore as State, permits)
  if (wrong !== null) return () => die(wrong)
  return (ma) => {
    const request = new Request(semaphore as State, permits, map(ma as Op, some))
    return new Op(Tag.Hold, new Op(Tag.Primitive, takeIfFree, request), {
      use: (taken: Request | null) => (taken === null ? nothing : taken.use()),
      release: (taken: Request | null) => (taken === null ? unit : taken.release(taken))
    })
  }
}

/**
 * Takes some permits (by default one), waiting for them if need be. They have to be given back by `release`, whatever happens:
 * `withPermits` sees to that, and a `bracket` does. (A `finally` block does not: when it is reached in the normal way it can be
 * interrupted like any other code.)
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Semaphore from 'fiber-ts/Semaphore'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const semaphore = yield* Semaphore.make(1)
 *   return yield* C.bracket(
 *     C.interruptible(Semaphore.acquire(semaphore)),
 *     () => Semaphore.statistics(semaphore),
 *     () => Semaphore.release(semaphore)
 *   )
 * })
 * assert.deepStrictEqual(await run(main), { permits: 1, free: 0, waiting: 0 })
 *
 * @category operations
 * @since 0.1.0
 */
export const acquire = (semaphore: Semaphore, permits = 1): Coroutine<unknown, never, void> => {
  const wrong = objection(semaphore as State, permits)
  return wrong !== null ? die(wrong) : acquireOp(semaphore as State, permits)
}

/**
 * Gives some permits (by default one) back. Giving back more than were taken is a defect, and changes nothing.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Semaphore from 'fiber-ts/Semaphore'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const semaphore = yield* Semaphore.make(1)
 *   yield* Semaphore.release(semaphore)
 * })
 * await assert.rejects(run(main), /more permits were released than were acquired/)
 *
 * @category operations
 * @since 0.1.0
 */
export const release = (semaphore: Semaphore, permits = 1): Coroutine<unknown, never, void> => {
  const wrong = objection(semaphore as State, permits)
  return wrong !== null ? die(wrong) : new Op(Tag.Primitive, giveBack, new Request(semaphore as State, permits, null))
}

const giveBack = (fiber: Fiber, { permits, count }: Request): void => {
  if (permits.free + count > permits.total)
    throw new RuntimeError('Semaphore: more permits were released than were acquired')
  permits.givenBack(fiber, count)
  permits.give(count)
}

/**
 * What the Semaphore is like now.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Semaphore from 'fiber-ts/Semaphore'
 * import * as assert from 'node:assert'
 *
 * const main = C.flatMap(Semaphore.make(2), Semaphore.statistics)
 * assert.deepStrictEqual(await run(main), { permits: 2, free: 2, waiting: 0 })
 *
 * @category operations
 * @since 0.1.0
 */
export const statistics = (semaphore: Semaphore): Coroutine<unknown, never, Statistics> =>
  sync(() => {
    const { total, free, waiters } = semaphore as State
    return { permits: total, free, waiting: waiters.size }
  })
