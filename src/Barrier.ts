/**
 * A place where so many fibers meet: `asyncio.Barrier`.
 *
 * Whoever arrives waits until as many as the barrier is for have arrived; then all of them go on, and the barrier is empty
 * and ready for the next round. A fiber that is interrupted as it waits has not arrived.
 *
 * Where it differs from asyncio: there is no phase of draining in which newcomers are held back, since those who have met
 * are let go all at once. That the barrier was aborted is a typed error.
 *
 * @module
 * @since 0.1.0
 */
import type { Coroutine } from './Coroutine.js'
import { BrokenBarrier } from './Errors.js'
import { type Fiber, park, readyValue, redirect, wakeAll } from './internal/fiber.js'
import { fail, Op, sync, Tag } from './internal/op.js'
import { type Parked, WaitList } from './internal/waiters.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A place where a number of fibers meet.
 *
 * @category model
 * @since 0.1.0
 */
export interface Barrier {
  readonly _tag: 'Barrier'
}

/**
 * What a Barrier is like at one moment.
 *
 * @category model
 * @since 0.1.0
 */
export interface Statistics {
  /** How many have to meet. */
  readonly parties: number
  /** How many have arrived and wait. */
  readonly waiting: number
  readonly isBroken: boolean
}

class State implements Barrier, Parked {
  isBroken = false
  readonly waiters = new WaitList()

  constructor(readonly parties: number) {}

  get _tag(): 'Barrier' {
    return 'Barrier'
  }

  /** Who waits fails. */
  turnAway(): void {
    wakeAll(this.waiters, fail(new BrokenBarrier()))
  }

  cancel(fiber: Fiber): null {
    this.waiters.remove(fiber)
    return null
  }

  describe(): string {
    return `a Barrier (${this.waiters.size} of ${this.parties} have arrived)`
  }
}

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * Makes a Barrier for so many fibers. A number that is not a whole number from 1 on is a defect.
 *
 * @example
 * import * as Barrier from 'fiber-ts/Barrier'
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const barrier = yield* Barrier.make(3)
 *   return yield* C.all([Barrier.wait(barrier), Barrier.wait(barrier), Barrier.wait(barrier)])
 * })
 * assert.deepStrictEqual(await run(main), [0, 1, 2])
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (parties: number): Coroutine<unknown, never, Barrier> =>
  sync(() => {
    if (!Number.isInteger(parties) || parties < 1)
      throw new RangeError(`Barrier: a whole number of parties from 1 on was expected, got ${String(parties)}`)
    return new State(parties)
  })

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

const arrive = (fiber: Fiber, barrier: State): unknown => {
  if (barrier.isBroken) return redirect(fiber, fail(new BrokenBarrier()))
  const { parties, waiters } = barrier
  if (waiters.size + 1 < parties) {
    waiters.push(fiber)
    return park(fiber, barrier)
  }
  let index = 0
  for (let waiter = waiters.shift(); waiter !== null; waiter = waiters.shift()) readyValue(waiter, index++)
  return index
}

/**
 * Waits until as many fibers as the barrier is for have arrived. Answers a number from 0 on that is different for each of
 * them; it fails when the barrier is aborted or reset meanwhile.
 *
 * @example
 * import * as Barrier from 'fiber-ts/Barrier'
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const barrier = yield* Barrier.make(2)
 *   const log: Array<string> = []
 *   const fiber = (name: string, millis: number) =>
 *     C.gen(function* () {
 *       yield* C.sleep(millis)
 *       log.push(`${name} arrives`)
 *       yield* Barrier.wait(barrier)
 *       log.push(`${name} goes on`)
 *     })
 *   yield* C.all([fiber('a', 1), fiber('b', 9)])
 *   return log
 * })
 * assert.deepStrictEqual((await run(main)).slice(0, 2), ['a arrives', 'b arrives'])
 *
 * @category operations
 * @since 0.1.0
 */
export const wait = (barrier: Barrier): Coroutine<unknown, BrokenBarrier, number> =>
  new Op(Tag.Primitive, arrive, barrier)

/**
 * Empties the barrier: whoever waits fails with `BrokenBarrier`, and it can be used again, also after an `abort`.
 *
 * @example
 * import * as Barrier from 'fiber-ts/Barrier'
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const barrier = yield* Barrier.make(2)
 *   yield* Barrier.abort(barrier)
 *   yield* Barrier.reset(barrier)
 *   return (yield* Barrier.statistics(barrier)).isBroken
 * })
 * assert.deepStrictEqual(await run(main), false)
 *
 * @category operations
 * @since 0.1.0
 */
export const reset = (barrier: Barrier): Coroutine<unknown, never, void> =>
  sync(() => {
    ;(barrier as State).isBroken = false
    ;(barrier as State).turnAway()
  })

/**
 * Breaks the barrier: whoever waits, and whoever comes, fails with `BrokenBarrier`, until it is reset.
 *
 * @example
 * import * as Barrier from 'fiber-ts/Barrier'
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const barrier = yield* Barrier.make(2)
 *   yield* Barrier.abort(barrier)
 *   yield* Barrier.wait(barrier)
 * })
 * await assert.rejects(run(main), /aborted/)
 *
 * @category operations
 * @since 0.1.0
 */
export const abort = (barrier: Barrier): Coroutine<unknown, never, void> =>
  sync(() => {
    ;(barrier as State).isBroken = true
    ;(barrier as State).turnAway()
  })

/**
 * What the Barrier is like now.
 *
 * @example
 * import * as Barrier from 'fiber-ts/Barrier'
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.flatMap(Barrier.make(2), Barrier.statistics)
 * assert.deepStrictEqual(await run(main), { parties: 2, waiting: 0, isBroken: false })
 *
 * @category operations
 * @since 0.1.0
 */
export const statistics = (barrier: Barrier): Coroutine<unknown, never, Statistics> =>
  sync(() => {
    const { parties, waiters, isBroken } = barrier as State
    return { parties, waiting: waiters.size, isBroken }
  })
