/**
 * A value that is set once and waited for by many: `asyncio.Future` without its callbacks.
 *
 * Completing a Deferred readies every waiter, in the order in which they came; whoever completes it goes on before any of
 * them runs. Interrupting one waiter takes constant time, however many there are.
 *
 * @module
 * @since 0.1.0
 */
import type { Either } from 'fp-ts/Either'
import type { IO } from 'fp-ts/IO'
import type { Coroutine } from './Coroutine.js'
import type { Exit } from './Exit.js'
import { outcomeOfExit } from './internal/exit.js'
import { addWaiter, type Fiber, park, readyValue, redirect, wakeAll } from './internal/fiber.js'
import { die, expected, fail as failing, Op, succeed as succeeding, sync, Tag } from './internal/op.js'
import { type Parked, WaitList } from './internal/waiters.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A place for the outcome of something, empty at first and then set for good.
 *
 * @category model
 * @since 0.1.0
 */
export interface Deferred<in out E, in out A> {
  readonly _E?: ((_: E) => E) | undefined
  readonly _A?: ((_: A) => A) | undefined
}

const enum Progress {
  Empty,
  Succeeded,
  Failed
}

class State implements Deferred<any, any>, Parked {
  declare readonly _E?: ((_: any) => any) | undefined
  declare readonly _A?: ((_: any) => any) | undefined
  progress: Progress = Progress.Empty
  /** Who waits, while it is empty; then the value, or the node that fails: a value needs no node of its own to be kept. */
  content: any = null

  cancel(fiber: Fiber): null {
    if (this.content instanceof WaitList) this.content.remove(fiber)
    else this.content = null
    return null
  }

  describe(): string {
    return 'a Deferred'
  }
}

const complete = (deferred: State, progress: Progress, content: any): boolean => {
  if (deferred.progress !== Progress.Empty) return false
  const waiters: Fiber | WaitList | null = deferred.content
  deferred.progress = progress
  deferred.content = content
  if (waiters === null) return true
  if (progress === Progress.Failed) wakeAll(waiters, content)
  else if (waiters instanceof WaitList) wakeAll(waiters, succeeding(content))
  else readyValue(waiters, content)
  return true
}

const completeAs = (deferred: State, outcome: Op): boolean =>
  outcome.tag === Tag.Succeed
    ? complete(deferred, Progress.Succeeded, outcome.first)
    : complete(deferred, Progress.Failed, outcome)

class Completion {
  constructor(
    readonly deferred: State,
    readonly content: any
  ) {}
}

const succeedWith = (_: Fiber, { deferred, content }: Completion): boolean =>
  complete(deferred, Progress.Succeeded, content)

const completeWith = (_: Fiber, { deferred, content }: Completion): boolean => completeAs(deferred, content)

const completeOp = (deferred: Deferred<any, any>, outcome: Op): Op =>
  new Op(Tag.Primitive, completeWith, new Completion(deferred as State, outcome))

const awaitOutcome = (fiber: Fiber, deferred: State): unknown => {
  if (deferred.progress === Progress.Empty) {
    deferred.content = addWaiter(deferred.content, fiber)
    return park(fiber, deferred)
  }
  return deferred.progress === Progress.Succeeded ? deferred.content : redirect(fiber, deferred.content)
}

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * Makes an empty Deferred outside of any coroutine.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Deferred from 'fiber-ts/Deferred'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const deferred = Deferred.unsafeMake<never, number>()
 * assert.deepStrictEqual(await run(C.all([Deferred.await(deferred), Deferred.succeed(deferred, 1)])), [1, true])
 *
 * @category constructors
 * @since 0.1.0
 */
export const unsafeMake: <E, A>() => Deferred<E, A> = () => new State()

const makeOp = /*#__PURE__*/ sync(unsafeMake)

/**
 * Makes an empty Deferred.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Deferred from 'fiber-ts/Deferred'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const ready = yield* Deferred.make<never, string>()
 *   yield* C.fork(Deferred.succeed(ready, 'go'))
 *   return yield* Deferred.await(ready)
 * })
 * assert.deepStrictEqual(await run(main), 'go')
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <E = never, A = void>(): Coroutine<unknown, never, Deferred<E, A>> => makeOp

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

/**
 * Waits until the Deferred is completed, and goes on as it was: with the value, or failing.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Deferred from 'fiber-ts/Deferred'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const deferred = yield* Deferred.make<string, number>()
 *   yield* Deferred.fail(deferred, 'no')
 *   return yield* C.toEither(Deferred.await(deferred))
 * })
 * assert.deepStrictEqual(await run(main), { _tag: 'Left', left: 'no' })
 *
 * @category operations
 * @since 0.1.0
 */
const awaitDeferred = <E, A>(deferred: Deferred<E, A>): Coroutine<unknown, E, A> =>
  new Op(Tag.Primitive, awaitOutcome, deferred)

export { awaitDeferred as await }

/**
 * Completes the Deferred with a value; answers false, and changes nothing, when it was complete already.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Deferred from 'fiber-ts/Deferred'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const deferred = yield* Deferred.make<never, number>()
 *   return [yield* Deferred.succeed(deferred, 1), yield* Deferred.succeed(deferred, 2), yield* Deferred.await(deferred)]
 * })
 * assert.deepStrictEqual(await run(main), [true, false, 1])
 *
 * @category operations
 * @since 0.1.0
 */
export const succeed = <E, A>(deferred: Deferred<E, A>, value: NoInfer<A>): Coroutine<unknown, never, boolean> =>
  new Op(Tag.Primitive, succeedWith, new Completion(deferred as State, value))

/**
 * Completes the Deferred with a typed failure; answers false, and changes nothing, when it was complete already.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Deferred from 'fiber-ts/Deferred'
 * import { runExit } from 'fiber-ts/Runner'
 * import * as Exit from 'fiber-ts/Exit'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const deferred = yield* Deferred.make<string, number>()
 *   yield* Deferred.fail(deferred, 'no')
 *   return yield* Deferred.await(deferred)
 * })
 * assert.deepStrictEqual(await runExit(main), Exit.fail('no'))
 *
 * @category operations
 * @since 0.1.0
 */
export const fail = <E, A>(deferred: Deferred<E, A>, error: NoInfer<E>): Coroutine<unknown, never, boolean> =>
  completeOp(deferred, failing(error))

/**
 * Completes the Deferred as a fiber ended; answers false, and changes nothing, when it was complete already.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Deferred from 'fiber-ts/Deferred'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const deferred = yield* Deferred.make<never, number>()
 *   yield* Deferred.done(deferred, Exit.succeed(1))
 *   return yield* Deferred.await(deferred)
 * })
 * assert.deepStrictEqual(await run(main), 1)
 *
 * @category operations
 * @since 0.1.0
 */
export const done = <E, A>(deferred: Deferred<E, A>, exit: Exit<E, A>): Coroutine<unknown, never, boolean> =>
  completeOp(deferred, outcomeOfExit(exit))

/**
 * Completes the Deferred from outside of any coroutine, for callbacks of the host; answers whether it was the first.
 *
 * @example
 * import * as Deferred from 'fiber-ts/Deferred'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const clicked = Deferred.unsafeMake<never, string>()
 * setTimeout(Deferred.unsafeDone(clicked, { _tag: 'Right', right: 'button' }), 1)
 * assert.deepStrictEqual(await run(Deferred.await(clicked)), 'button')
 *
 * @category operations
 * @since 0.1.0
 */
export const unsafeDone =
  <E, A>(deferred: Deferred<E, A>, result: Either<E, A>): IO<boolean> =>
  () =>
    completeAs(
      deferred as State,
      result?._tag === 'Right'
        ? succeeding(result.right)
        : result?._tag === 'Left'
          ? failing(result.left)
          : die(expected('unsafeDone: an Either', result))
    )

/**
 * Whether the Deferred is complete.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Deferred from 'fiber-ts/Deferred'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(pipe(Deferred.make(), C.flatMap(Deferred.isDone))), false)
 *
 * @category operations
 * @since 0.1.0
 */
export const isDone = <E, A>(deferred: Deferred<E, A>): Coroutine<unknown, never, boolean> =>
  sync(() => (deferred as State).progress !== Progress.Empty)
