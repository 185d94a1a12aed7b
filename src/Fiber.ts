/**
 * The handle of a running coroutine: join it, await how it ended, interrupt it, ask what it does.
 *
 * @module
 * @since 0.1.0
 */
import type { FiberId } from './Cause.js'
import type { Coroutine } from './Coroutine.js'
import type { Exit } from './Exit.js'
import { exitOf, onToExit } from './internal/exit.js'
import {
  type Fiber as FiberState,
  interrupt as ask,
  interruptionBy,
  observe,
  redirect,
  State
} from './internal/fiber.js'
import { joinOp } from './internal/fork.js'
import { expected, Op, Tag } from './internal/op.js'
import type { Parked } from './internal/waiters.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A running coroutine that fails with `E` or ends with `A`. Numbers are unique within an event loop; the name is the one
 * given by `Coroutine.named`.
 *
 * @category model
 * @since 0.1.0
 */
export interface Fiber<out E, out A> {
  readonly id: FiberId
  readonly name: string | undefined
  readonly _E?: (() => E) | undefined
  readonly _A?: (() => A) | undefined
}

/**
 * What a fiber does: `ready` to run, `running`, `suspended` (and what it waits for), or `done`.
 *
 * @category model
 * @since 0.1.0
 */
export type Status<E, A> =
  | { readonly _tag: 'Ready' }
  | { readonly _tag: 'Running' }
  | { readonly _tag: 'Suspended'; readonly waitsFor: string }
  | { readonly _tag: 'Done'; readonly exit: Exit<E, A> }

const stateOf = (fiber: Fiber<any, any>): FiberState => {
  const state = fiber as FiberState | null | undefined
  if (state?.loop === undefined) throw expected('a Fiber', fiber)
  return state
}

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

/**
 * Waits for a fiber and goes on as it ended: with its value, or failing with its cause. Joining an interrupted fiber fails
 * with an interruption that can be seen by `matchExit`, since it is not the joining fiber that is being interrupted.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const fiber = yield* C.fork(C.of(42))
 *   return yield* Fiber.join(fiber)
 * })
 * assert.deepStrictEqual(await run(main), 42)
 *
 * @category operations
 * @since 0.1.0
 */
export const join = <E, A>(fiber: Fiber<E, A>): Coroutine<unknown, E, A> => joinOp(stateOf(fiber))

/**
 * Waits for a fiber and answers how it ended. Never fails.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const fiber = yield* C.fork(C.left('no'))
 *   return yield* Fiber.await(fiber)
 * })
 * assert.deepStrictEqual(await run(main), Exit.fail('no'))
 *
 * @category operations
 * @since 0.1.0
 */
const awaitFiber = <E, A>(fiber: Fiber<E, A>): Coroutine<unknown, never, Exit<E, A>> =>
  new Op(Tag.MatchCause, joinOp(stateOf(fiber)), onToExit)

export { awaitFiber as await }

const askAll = (
  fiber: FiberState,
  request: { readonly fibers: ReadonlyArray<FiberState>; readonly reason: unknown }
): void => {
  const interruption = interruptionBy(fiber, request.reason)
  for (const other of request.fibers) ask(other, interruption)
}

/**
 * Waits for every other fiber, from one of them on. To wait for the first is mostly to wait for all, since they were all
 * asked at once. A fiber that asked itself goes on to where it can be interrupted.
 */
const awaitOthers = (fibers: ReadonlyArray<FiberState>, from = 0): Op =>
  new Op(
    Tag.Primitive,
    (fiber: FiberState) => {
      for (let i = from; i < fibers.length; i++) {
        const other = fibers[i] as FiberState
        if (other === fiber) continue
        if (other.state < State.Succeeded)
          return redirect(fiber, new Op(Tag.FlatMap, awaitFiber(other as never), () => awaitOthers(fibers, i + 1)))
        observe(other)
      }
      return undefined
    },
    null
  )

/**
 * Interrupts fibers, all at once, and waits until every one of them has ended, their finalizers included.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const fibers = [yield* C.fork(C.never), yield* C.fork(C.never)]
 *   yield* Fiber.interruptAll(fibers)
 *   return (yield* Fiber.status(fibers[0]!))._tag
 * })
 * assert.deepStrictEqual(await run(main), 'Done')
 *
 * @category operations
 * @since 0.1.0
 */
export const interruptAll = (
  fibers: ReadonlyArray<Fiber<any, any>>,
  reason?: unknown
): Coroutine<unknown, never, void> => {
  const states = fibers.map(stateOf)
  return new Op(Tag.FlatMap, new Op(Tag.Primitive, askAll, { fibers: states, reason }), () => awaitOthers(states))
}

/**
 * Interrupts a fiber and waits until it has ended, its finalizers included; answers how it ended. The reason is what the
 * fiber's cause will say. Interrupting a fiber that has ended changes nothing, and one that has its value already and only
 * has to end still ends with that value. To go on without waiting, fork this.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const fiber = yield* C.fork(C.never)
 *   return yield* Fiber.interrupt(fiber, 'not needed any more')
 * })
 * const exit = await run(main)
 * assert.deepStrictEqual(exit._tag === 'Left' && exit.left[0]._tag, 'Interrupt')
 *
 * @category operations
 * @since 0.1.0
 */
export const interrupt = <E, A>(fiber: Fiber<E, A>, reason?: unknown): Coroutine<unknown, never, Exit<E, A>> =>
  new Op(Tag.FlatMap, interruptAll([fiber], reason), () => awaitUnlessSelf(fiber))

const awaitUnlessSelf = (fiber: Fiber<any, any>): Op =>
  new Op(
    Tag.Primitive,
    (self: FiberState) =>
      self === stateOf(fiber) ? { _tag: 'Left', left: [self.interruption] } : redirect(self, awaitFiber(fiber) as Op),
    null
  )

/**
 * What a fiber does at this moment.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const fiber = yield* C.fork(C.never)
 *   yield* C.yieldNow
 *   return yield* Fiber.status(fiber)
 * })
 * assert.deepStrictEqual(await run(main), { _tag: 'Suspended', waitsFor: 'never' })
 *
 * @category operations
 * @since 0.1.0
 */
export const status = <E, A>(fiber: Fiber<E, A>): Coroutine<unknown, never, Status<E, A>> => {
  const state = stateOf(fiber)
  return new Op(Tag.Sync, () => statusOf(state), null)
}

const statusOf = (fiber: FiberState): Status<any, any> => {
  switch (fiber.state) {
    case State.Parked:
      return { _tag: 'Suspended', waitsFor: (fiber.slot as Parked).describe(fiber) }
    case State.Succeeded:
    case State.Failed:
      return { _tag: 'Done', exit: exitOf(fiber) }
    case State.Abandoned:
      return { _tag: 'Suspended', waitsFor: 'nothing: it was abandoned at shutdown' }
    case State.Next:
    case State.Value:
      return { _tag: 'Ready' }
    default:
      return { _tag: 'Running' }
  }
}

/**
 * The fiber that runs this step.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = pipe(
 *   Fiber.self,
 *   C.map((fiber) => fiber.name),
 *   C.named('main')
 * )
 * assert.deepStrictEqual(await run(main), 'main')
 *
 * @category operations
 * @since 0.1.0
 */
export const self: Coroutine<unknown, never, Fiber<unknown, unknown>> = /*#__PURE__*/ new Op(
  Tag.Primitive,
  (fiber: FiberState) => fiber,
  null
)
