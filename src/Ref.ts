/**
 * A value that fibers share and change: fp-ts' `IORef` for coroutines.
 *
 * `read`, `write` and `modify` are one step each, so nothing of other fibers comes between what `modify` reads and what it
 * writes. `modifyCoroutine` takes many steps for that: until it is done, every other change waits, in order, and reading
 * answers the value from before. An update that fails, or is interrupted before it has
 * written, changes nothing.
 *
 * @module
 * @since 0.1.0
 */
import type { State as StateOf } from 'fp-ts/State'
import type { Coroutine } from './Coroutine.js'
import { type Fiber, redirect } from './internal/fiber.js'
import { map, Op, suspend, sync, Tag } from './internal/op.js'
import { holdOp, Permits } from './internal/permits.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A place for a value of type `A`.
 *
 * @category model
 * @since 0.1.0
 */
export interface Ref<in out A> {
  readonly _tag: 'Ref'
  readonly _A?: ((_: A) => A) | undefined
}

/**
 * What a Ref is like at one moment.
 *
 * @category model
 * @since 0.1.0
 */
export interface Statistics {
  /** Whether an update of many steps is going on. */
  readonly updating: boolean
  /** How many changes wait for it. */
  readonly waiting: number
}

class State implements Ref<any> {
  /** Held by updates of many steps; null until there is one. */
  lock: Permits | null = null
  constructor(public value: any) {}
  get _tag(): 'Ref' {
    return 'Ref'
  }
}

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * Makes a Ref outside of any coroutine.
 *
 * @example
 * import * as Ref from 'fiber-ts/Ref'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const requests = Ref.unsafeMake(0)
 * assert.deepStrictEqual(await run(Ref.modify(requests, (n) => n + 1)), 1)
 *
 * @category constructors
 * @since 0.1.0
 */
export const unsafeMake = <A>(value: A): Ref<A> => new State(value)

/**
 * Makes a Ref.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Ref from 'fiber-ts/Ref'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const ref = yield* Ref.make(1)
 *   yield* Ref.write(ref, 2)
 *   return yield* Ref.read(ref)
 * })
 * assert.deepStrictEqual(await run(main), 2)
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <A>(value: A): Coroutine<unknown, never, Ref<A>> => sync(() => new State(value))

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

/**
 * The value as it is now.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Ref from 'fiber-ts/Ref'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.flatMap(Ref.make('a'), Ref.read)), 'a')
 *
 * @category operations
 * @since 0.1.0
 */
export const read = <A>(ref: Ref<A>): Coroutine<unknown, never, A> => sync(() => (ref as State).value)

interface Change {
  readonly ref: State
  /** Answers what the step ends with. */
  readonly apply: (ref: State) => unknown
}

/** One step, unless an update of many steps is going on. */
const change = (fiber: Fiber, { ref, apply }: Change): unknown => {
  if (ref.lock === null || ref.lock.has(1)) return apply(ref)
  return redirect(
    fiber,
    holdOp(
      ref.lock,
      1,
      sync(() => apply(ref))
    )
  )
}

const changeOp = (ref: Ref<any>, apply: (ref: State) => unknown): Op =>
  new Op(Tag.Primitive, change, { ref: ref as State, apply } satisfies Change)

/**
 * Puts a value into the Ref.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Ref from 'fiber-ts/Ref'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const ref = yield* Ref.make(1)
 *   yield* Ref.write(ref, 2)
 *   return yield* Ref.read(ref)
 * })
 * assert.deepStrictEqual(await run(main), 2)
 *
 * @category operations
 * @since 0.1.0
 */
export const write = <A>(ref: Ref<A>, value: NoInfer<A>): Coroutine<unknown, never, void> =>
  changeOp(ref, (state) => {
    state.value = value
  })

/**
 * Changes the value by a function, and answers the new one. A function that throws is a defect, and changes nothing.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Ref from 'fiber-ts/Ref'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const count = yield* Ref.make(1)
 *   yield* C.all([Ref.modify(count, (n) => n + 1), Ref.modify(count, (n) => n * 10)])
 *   return yield* Ref.read(count)
 * })
 * assert.deepStrictEqual(await run(main), 20)
 *
 * @category operations
 * @since 0.1.0
 */
export const modify = <A>(ref: Ref<A>, f: (value: A) => A): Coroutine<unknown, never, A> =>
  changeOp(ref, (state) => (state.value = f(state.value)))

/**
 * Runs an fp-ts `State` on the value: changes it, and answers something else.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Ref from 'fiber-ts/Ref'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const counter = yield* Ref.make(7)
 *   const next = Ref.modifyState(counter, (n) => [`id-${n}`, n + 1])
 *   return [yield* next, yield* next]
 * })
 * assert.deepStrictEqual(await run(main), ['id-7', 'id-8'])
 *
 * @category operations
 * @since 0.1.0
 */
export const modifyState = <A, B>(ref: Ref<A>, f: StateOf<A, B>): Coroutine<unknown, never, B> =>
  changeOp(ref, (state) => {
    const [result, value] = f(state.value)
    state.value = value
    return result
  })

const update = (fiber: Fiber, { ref, apply }: Change): undefined => {
  ref.lock ??= new Permits(1, 'an update of a Ref')
  redirect(fiber, holdOp(ref.lock, 1, apply(ref) as Op))
}

/**
 * Changes the value by a coroutine, and answers the new one. Other changes wait until it is done.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as Ref from 'fiber-ts/Ref'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const ref = yield* Ref.make(1)
 *   const slowly = Ref.modifyCoroutine(ref, (n) => pipe(C.of(n + 1), C.delay(1)))
 *   yield* C.all([slowly, slowly, Ref.modify(ref, (n) => n * 10)])
 *   return yield* Ref.read(ref)
 * })
 * assert.deepStrictEqual(await run(main), 30)
 *
 * @category operations
 * @since 0.1.0
 */
export const modifyCoroutine = <A, R, E>(ref: Ref<A>, f: (value: A) => Coroutine<R, E, A>): Coroutine<R, E, A> =>
  new Op(Tag.Primitive, update, {
    ref: ref as State,
    apply: (state) =>
      map(
        suspend(() => f(state.value) as Op),
        (value) => (state.value = value)
      )
  } satisfies Change)

/**
 * What the Ref is like now.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Ref from 'fiber-ts/Ref'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.flatMap(Ref.make(1), Ref.statistics)), { updating: false, waiting: 0 })
 *
 * @category operations
 * @since 0.1.0
 */
export const statistics = (ref: Ref<any>): Coroutine<unknown, never, Statistics> =>
  sync(() => {
    const { lock } = ref as State
    return { updating: lock !== null && lock.free === 0, waiting: lock === null ? 0 : lock.waiters.size }
  })
