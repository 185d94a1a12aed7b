/**
 * A flag that fibers wait for: `asyncio.Event`.
 *
 * Setting it readies everybody who waits, and nobody has to wait until it is cleared. Whoever was waiting when it was set
 * goes on, even if it is cleared before that fiber runs. (Others call this a latch or a gate. What counts down to zero is
 * a `TaskGroup`, `all`, or a `Queue` with `join`; what carries a value is a `Deferred`.)
 *
 * @module
 * @since 0.1.0
 */
import type { Coroutine } from './Coroutine.js'
import { type Fiber, park, wakeAll } from './internal/fiber.js'
import { Op, sync, Tag, unit } from './internal/op.js'
import { type Parked, WaitList } from './internal/waiters.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A flag, not set at first.
 *
 * @category model
 * @since 0.1.0
 */
export interface Event {
  readonly _tag: 'Event'
}

/**
 * What an Event is like at one moment.
 *
 * @category model
 * @since 0.1.0
 */
export interface Statistics {
  readonly isSet: boolean
  /** How many fibers wait for it. */
  readonly waiting: number
}

class State implements Event, Parked {
  isSet = false
  readonly waiters = new WaitList()

  get _tag(): 'Event' {
    return 'Event'
  }

  cancel(fiber: Fiber): null {
    this.waiters.remove(fiber)
    return null
  }

  describe(): string {
    return 'an Event'
  }
}

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * Makes an Event outside of any coroutine.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Event from 'fiber-ts/Event'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const ready = Event.unsafeMake()
 * assert.deepStrictEqual(await run(C.all([Event.wait(ready), Event.set(ready)])), [undefined, undefined])
 *
 * @category constructors
 * @since 0.1.0
 */
export const unsafeMake = (): Event => new State()

/**
 * Makes an Event.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Event from 'fiber-ts/Event'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const started = yield* Event.make
 *   yield* C.fork(Event.set(started))
 *   yield* Event.wait(started)
 *   return 'started'
 * })
 * assert.deepStrictEqual(await run(main), 'started')
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Coroutine<unknown, never, Event> = /*#__PURE__*/ sync(unsafeMake)

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

/**
 * Sets the flag, and readies everybody who waits for it.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Event from 'fiber-ts/Event'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const event = yield* Event.make
 *   yield* Event.set(event)
 *   return yield* Event.statistics(event)
 * })
 * assert.deepStrictEqual(await run(main), { isSet: true, waiting: 0 })
 *
 * @category operations
 * @since 0.1.0
 */
export const set = (event: Event): Coroutine<unknown, never, void> =>
  sync(() => {
    const state = event as State
    state.isSet = true
    wakeAll(state.waiters, unit)
  })

/**
 * Takes the flag back: who waits from now on waits until it is set again.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Event from 'fiber-ts/Event'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const event = yield* Event.make
 *   yield* Event.set(event)
 *   yield* Event.clear(event)
 *   return (yield* Event.statistics(event)).isSet
 * })
 * assert.deepStrictEqual(await run(main), false)
 *
 * @category operations
 * @since 0.1.0
 */
export const clear = (event: Event): Coroutine<unknown, never, void> =>
  sync(() => {
    ;(event as State).isSet = false
  })

const waitFor = (fiber: Fiber, event: State): undefined => {
  if (event.isSet) return
  event.waiters.push(fiber)
  park(fiber, event)
}

/**
 * Waits until the flag is set.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Event from 'fiber-ts/Event'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const event = yield* Event.make
 *   yield* Event.set(event)
 *   yield* Event.wait(event)
 *   return 'went on'
 * })
 * assert.deepStrictEqual(await run(main), 'went on')
 *
 * @category operations
 * @since 0.1.0
 */
export const wait = (event: Event): Coroutine<unknown, never, void> => new Op(Tag.Primitive, waitFor, event)

/**
 * What the Event is like now.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Event from 'fiber-ts/Event'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.flatMap(Event.make, Event.statistics)), { isSet: false, waiting: 0 })
 *
 * @category operations
 * @since 0.1.0
 */
export const statistics = (event: Event): Coroutine<unknown, never, Statistics> =>
  sync(() => ({ isSet: (event as State).isSet, waiting: (event as State).waiters.size }))
