/**
 * Waiting, with a lock in hand, until somebody says that something has changed: `asyncio.Condition`.
 *
 * `wait` lets go of the lock, waits for `notify`, and has the lock again when it ends, however it ends. Between a
 * notification and that moment others may have changed things once more, so what was waited for has to be looked at
 * again: `waitFor` does that. A fiber that is notified and interrupted passes the notification on, so none is lost; in
 * `waitFor` so does one that is interrupted, or fails, before it has its answer.
 *
 * @module
 * @since 0.1.0
 */
import type { Coroutine } from './Coroutine.js'
import { RuntimeError } from './Errors.js'
import { Bits, type Fiber, park, readyValue, redirect } from './internal/fiber.js'
import { flatMap, Op, suspend, sync, Tag, unit } from './internal/op.js'
import { acquireOp, holdOp, type Permits, takeOp } from './internal/permits.js'
import { type Parked, WaitList } from './internal/waiters.js'
import { type Lock, unsafeMake as makeLock } from './Lock.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A lock, and fibers that wait for a change of what it guards.
 *
 * @category model
 * @since 0.1.0
 */
export interface Condition {
  readonly _tag: 'Condition'
}

/**
 * What a Condition is like at one moment.
 *
 * @category model
 * @since 0.1.0
 */
export interface Statistics {
  readonly isLocked: boolean
  /** How many fibers wait for the lock. */
  readonly waitingForLock: number
  /** How many fibers wait to be notified. */
  readonly waiting: number
}

class State implements Condition, Parked {
  readonly waiters = new WaitList()

  constructor(readonly lock: Permits) {}

  get _tag(): 'Condition' {
    return 'Condition'
  }

  get isLocked(): boolean {
    return this.lock.free === 0
  }

  notify(count: number): void {
    for (let i = 0; i < count && this.waiters.head !== null; i++) readyValue(this.waiters.shift() as Fiber, undefined)
  }

  cancel(fiber: Fiber): null {
    this.waiters.remove(fiber)
    return null
  }

  describe(): string {
    return 'a Condition to be notified'
  }
}

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * Makes a Condition, with a lock of its own, or with one that guards more than this.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Condition from 'fiber-ts/Condition'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.flatMap(Condition.make(), Condition.statistics)
 * assert.deepStrictEqual(await run(main), { isLocked: false, waitingForLock: 0, waiting: 0 })
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (lock?: Lock): Coroutine<unknown, never, Condition> =>
  sync(() => new State((lock ?? makeLock()) as unknown as Permits))

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

/**
 * Runs a coroutine while holding the lock of the Condition, which is released however it ends.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Condition from 'fiber-ts/Condition'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const condition = yield* Condition.make()
 *   return yield* pipe(Condition.statistics(condition), Condition.withLock(condition))
 * })
 * assert.deepStrictEqual((await run(main)).isLocked, true)
 *
 * @category operations
 * @since 0.1.0
 */
export const withLock =
  (condition: Condition) =>
  <R, E, A>(ma: Coroutine<R, E, A>): Coroutine<R, E, A> =>
    holdOp((condition as State).lock, 1, ma as Op)

const notLocked = (what: string): RuntimeError =>
  new RuntimeError(`Condition: ${what} is to be called with the lock held`)

/** One wait: what is to be done at its end depends on how far it came. */
class Waiting {
  private hasLetGo = false
  /** How the lock is taken again: as it was taken before. */
  private retake = takeOp

  constructor(readonly condition: State) {}

  /** Lets go of the lock and waits, in one step. */
  readonly enter = (fiber: Fiber): undefined => {
    const { condition } = this
    if (!condition.isLocked) throw notLocked('wait')
    this.hasLetGo = true
    if (condition.lock.takers?.has(fiber) === true) this.retake = acquireOp
    condition.lock.givenBack(fiber, 1)
    condition.waiters.push(fiber)
    park(fiber, condition)
    condition.lock.give(1)
  }

  /** Takes the lock again, masked. */
  readonly leave = (): Op => (this.hasLetGo ? flatMap(this.retake(this.condition.lock, 1), this.passOn) : unit)

  /** Whoever was notified, and is to be interrupted all the same, lets another one have the notification. */
  private readonly passOn = (): Op =>
    new Op(
      Tag.Primitive,
      (fiber: Fiber) => {
        if ((fiber.bits & (Bits.Asked | Bits.Delivered)) === Bits.Asked) this.condition.notify(1)
      },
      null
    )
}

const waitOnce = (fiber: Fiber, condition: State): undefined => {
  const waiting = new Waiting(condition)
  redirect(fiber, new Op(Tag.OnExit, new Op(Tag.Primitive, waiting.enter, null), waiting.leave))
}

/**
 * Lets go of the lock, waits to be notified, and takes the lock again. To call it without the lock is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Condition from 'fiber-ts/Condition'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const condition = yield* Condition.make()
 *   const wait = pipe(Condition.wait(condition), Condition.withLock(condition))
 *   const notify = pipe(Condition.notify(condition), Condition.withLock(condition))
 *   yield* C.all([wait, notify])
 *   return 'notified'
 * })
 * assert.deepStrictEqual(await run(main), 'notified')
 *
 * @category operations
 * @since 0.1.0
 */
export const wait = (condition: Condition): Coroutine<unknown, never, void> =>
  new Op(Tag.Primitive, waitOnce, condition)

/**
 * Waits until a coroutine answers true, asking it at once and after every notification. To call it without the lock is a
 * defect if it has to wait.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Condition from 'fiber-ts/Condition'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as Ref from 'fiber-ts/Ref'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const condition = yield* Condition.make()
 *   const stock = yield* Ref.make(0)
 *   const enough = pipe(
 *     Ref.read(stock),
 *     C.map((n) => n >= 2)
 *   )
 *   const deliver = pipe(
 *     Ref.modify(stock, (n) => n + 1),
 *     C.flatMap(() => Condition.notifyAll(condition)),
 *     Condition.withLock(condition)
 *   )
 *   const order = pipe(Condition.waitFor(condition, enough), Condition.withLock(condition))
 *   yield* C.all([order, deliver, deliver])
 *   return yield* Ref.read(stock)
 * })
 * assert.deepStrictEqual(await run(main), 2)
 *
 * @category operations
 * @since 0.1.0
 */
export const waitFor = <R, E>(condition: Condition, predicate: Coroutine<R, E, boolean>): Coroutine<R, E, void> => {
  const again = (holds: boolean): Op => (holds ? unit : flatMap(suspend(round), again))
  /** Whoever was notified, and did not come to an answer, lets another one look. */
  const round = (): Op => {
    let isNotified = false
    const ask = (): Op => {
      isNotified = true
      return predicate as Op
    }
    const passOn = (cause: Op | null): Op =>
      cause !== null && isNotified ? sync(() => (condition as State).notify(1)) : unit
    return new Op(Tag.OnExit, flatMap(wait(condition) as Op, ask), passOn)
  }
  return flatMap(predicate as Op, again)
}

const wake = (condition: Condition, count: number, what: string): Coroutine<unknown, never, void> =>
  sync(() => {
    const state = condition as State
    if (!state.isLocked) throw notLocked(what)
    if (!(count >= 0))
      throw new RangeError(`Condition: a number of fibers to notify was expected, got ${String(count)}`)
    state.notify(count)
  })

/**
 * Wakes some of the fibers that wait (by default one), those that came first. They go on when they get the lock. To call it
 * without the lock is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Condition from 'fiber-ts/Condition'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.flatMap(Condition.make(), (condition) => Condition.notify(condition))
 * await assert.rejects(run(main), /with the lock held/)
 *
 * @category operations
 * @since 0.1.0
 */
export const notify = (condition: Condition, count = 1): Coroutine<unknown, never, void> =>
  wake(condition, count, 'notify')

/**
 * Wakes all fibers that wait. To call it without the lock is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Condition from 'fiber-ts/Condition'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const condition = yield* Condition.make()
 *   const wait = pipe(Condition.wait(condition), Condition.withLock(condition))
 *   const notifyAll = pipe(Condition.notifyAll(condition), Condition.withLock(condition))
 *   return (yield* C.all([wait, wait, notifyAll])).length
 * })
 * assert.deepStrictEqual(await run(main), 3)
 *
 * @category operations
 * @since 0.1.0
 */
export const notifyAll = (condition: Condition): Coroutine<unknown, never, void> =>
  wake(condition, Infinity, 'notifyAll')

/**
 * What the Condition is like now.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Condition from 'fiber-ts/Condition'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.flatMap(Condition.make(), Condition.statistics)
 * assert.deepStrictEqual(await run(main), { isLocked: false, waitingForLock: 0, waiting: 0 })
 *
 * @category operations
 * @since 0.1.0
 */
export const statistics = (condition: Condition): Coroutine<unknown, never, Statistics> =>
  sync(() => {
    const { isLocked, lock, waiters } = condition as State
    return { isLocked, waitingForLock: lock.waiters.size, waiting: waiters.size }
  })
