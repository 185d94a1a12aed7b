/**
 * A `Coroutine<R, E, A>` is the description of a program that needs an environment `R`, and either fails with a typed
 * error `E` or ends with a value `A`. It is a value: nothing runs until it is handed to a Runner, as often as wanted.
 *
 * The module has the functions of fp-ts' `ReaderTaskEither`, under the same names and with the same order of arguments,
 * and adds generators, interruption, resources and concurrency. All functions build nodes for the interpreter and call
 * nothing of the user's; what user functions throw while the program runs is a defect.
 *
 * Two departures from fp-ts: `ApplyPar` stops at the first failure and interrupts the other side (fp-ts waits for both),
 * and the `release` of a `bracket` gets an `Exit` and runs on defects and interruption as well.
 *
 * It imports the instruction set, the operations written on it, and types. Rejected: classes with methods (no currying,
 * no tree-shaking), a dictionary of instances behind each combinator (one more call for each step), and names of our own
 * for what fp-ts has a name for.
 *
 * @module
 * @since 0.1.0
 */
import type { Alt3, Alt3C } from 'fp-ts/Alt'
import type { Applicative3, Applicative3C } from 'fp-ts/Applicative'
import type { Apply3 } from 'fp-ts/Apply'
import type { Bifunctor3 } from 'fp-ts/Bifunctor'
import type { Chain3 } from 'fp-ts/Chain'
import type { ChainRec3 } from 'fp-ts/ChainRec'
import type { Compactable3C } from 'fp-ts/Compactable'
import type { Either } from 'fp-ts/Either'
import type { Filterable3C } from 'fp-ts/Filterable'
import type { FromEither3 } from 'fp-ts/FromEither'
import type { FromIO3 } from 'fp-ts/FromIO'
import type { FromReader3 } from 'fp-ts/FromReader'
import type { FromTask3 } from 'fp-ts/FromTask'
import type { LazyArg } from 'fp-ts/function'
import type { Functor3 } from 'fp-ts/Functor'
import type { IO } from 'fp-ts/IO'
import type { IOEither } from 'fp-ts/IOEither'
import type { Monad3 } from 'fp-ts/Monad'
import type { MonadIO3 } from 'fp-ts/MonadIO'
import type { MonadTask3 } from 'fp-ts/MonadTask'
import type { MonadThrow3 } from 'fp-ts/MonadThrow'
import type { Monoid } from 'fp-ts/Monoid'
import type { Option } from 'fp-ts/Option'
import type { Pointed3 } from 'fp-ts/Pointed'
import type { Predicate } from 'fp-ts/Predicate'
import type { Reader } from 'fp-ts/Reader'
import type { ReaderEither } from 'fp-ts/ReaderEither'
import type { ReaderIO } from 'fp-ts/ReaderIO'
import type { ReaderTask } from 'fp-ts/ReaderTask'
import type { ReaderTaskEither } from 'fp-ts/ReaderTaskEither'
import type { ReadonlyNonEmptyArray } from 'fp-ts/ReadonlyNonEmptyArray'
import type { Refinement } from 'fp-ts/Refinement'
import type { Semigroup } from 'fp-ts/Semigroup'
import type { Task } from 'fp-ts/Task'
import type { TaskEither } from 'fp-ts/TaskEither'
import type { TaskOption } from 'fp-ts/TaskOption'
import type { Cause } from './Cause.js'
import type { Exit } from './Exit.js'
import type { Fiber } from './Fiber.js'
import { abortedByOp, abortOp } from './internal/abort.js'
import { abortableOp, asyncOp, neverOp, sleepOp, taskOp, yieldOp } from './internal/async.js'
import { fromCause, recoverable, toCause } from './internal/cause.js'
import { extend } from './internal/env.js'
import { exitWith, onToExit, outcomeOfExit } from './internal/exit.js'
import { forkDaemonOp, forkOp, joinOp } from './internal/fork.js'
import { closeOp, openOp, type OpenIterator, type Source, takeOp } from './internal/iterator.js'
import { type BracketHandlers, describe, die as dieOp, expected, fail, Op, succeed, Tag, unit } from './internal/op.js'
import {
  allOp,
  disconnectOp,
  pairOp,
  raceFirstOp,
  raceOp,
  shieldOp,
  timeoutOp,
  traverseOp,
  withConcurrencyOp
} from './internal/parallel.js'
import { type Emit as EmitOp, producerOp, toStream } from './internal/producer.js'
import { runToPromise } from './internal/run.js'
import { addFinalizerOp, type Scope as ScopeState } from './internal/scope.js'
import { applyPolicy, defaultRetryStatus, type RetryPolicy, type RetryStatus } from './RetryPolicy.js'
import { acquireRelease, current, type HasScope, scoped } from './Scope.js'

declare global {
  interface ReadableStream<R = any> {
    readonly locked: boolean
  }
}

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A program that needs an environment `R`, and either fails with `E` or ends with `A`. `yield*` on it inside `gen` gives
 * its value.
 *
 * @category model
 * @since 0.1.0
 */
export interface Coroutine<in R, out E, out A> {
  /** The name of its outermost step, for printing. */
  readonly _tag: string
  /** A type only: the environment. */
  readonly _R?: ((_: R) => void) | undefined
  /** A type only: the typed error. */
  readonly _E?: (() => E) | undefined
  /** A type only: the value. */
  readonly _A?: (() => A) | undefined
  /** For `yield*` inside `gen`; whatever else iterates over it gets an error. */
  [Symbol.iterator](): Generator<Coroutine<R, E, A>, A, unknown>
}

/**
 * Any coroutine at all, as a constraint. It names no type parameters on purpose: where it is the contextual type of a call
 * such as `C.of(1)`, TypeScript would infer the parameters of that call from it instead of from the arguments.
 *
 * @category model
 * @since 0.1.0
 */
export interface Any {
  /** The name of its outermost step, for printing. */
  readonly _tag: string
  /** For `yield*` inside `gen`. */
  [Symbol.iterator](): object
}

/**
 * The environment that a coroutine needs.
 *
 * @category model
 * @since 0.1.0
 */
export type EnvOf<C> = C extends Coroutine<infer R, unknown, unknown> ? R : never

/**
 * The typed error that a coroutine may fail with.
 *
 * @category model
 * @since 0.1.0
 */
export type ErrorOf<C> = C extends Coroutine<never, infer E, unknown> ? E : never

/**
 * The value that a coroutine ends with.
 *
 * @category model
 * @since 0.1.0
 */
export type ValueOf<C> = C extends Coroutine<never, unknown, infer A> ? A : never

/**
 * The environment that all members of a union of coroutines need together.
 *
 * @category model
 * @since 0.1.0
 */
export type Envs<C> = (C extends Coroutine<infer R, unknown, unknown> ? (_: R) => void : never) extends (
  _: infer I
) => void
  ? I
  : never

/**
 * What is still needed of an environment once a part of it is provided. Where the part does not fit, everything is.
 *
 * @category model
 * @since 0.1.0
 */
export type Without<R, R1> = [R1] extends [Pick<R, keyof R & keyof R1>]
  ? [keyof R] extends [keyof R1]
    ? unknown
    : Omit<R, keyof R1>
  : R

/**
 * The platform's `AbortSignal`, or the part of it that every platform has where its types are not loaded.
 *
 * @category model
 * @since 0.1.0
 */
export type AbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer S } }
  ? S
  : {
      readonly aborted: boolean
      readonly reason: unknown
      readonly throwIfAborted: () => void
      readonly addEventListener: (type: 'abort', listener: () => void) => void
      readonly removeEventListener: (type: 'abort', listener: () => void) => void
    }

// re-exported because `retry` and `repeat` take them
export type { RetryPolicy, RetryStatus } from './RetryPolicy.js'

// -------------------------------------------------------------------------------------
// private helpers
// -------------------------------------------------------------------------------------

type Body2 = (self: never, f: never) => Op
type Body3 = (self: never, f: never, g: never) => Op

/** Both ways to call a function: data-first, and data-last with the rest of the arguments. */
const dual2 = (body: Body2): never =>
  function (first: never, second: never) {
    return arguments.length > 1 ? body(first, second) : (self: never) => body(self, first)
  } as never

const dual3 = (body: Body3): never =>
  function (first: never, second: never, third: never) {
    return arguments.length > 2 ? body(first, second, third) : (self: never) => body(self, first, second)
  } as never

/*
 * What a data-last call answers lives until `pipe` has called it, and programs make one for every step. A bound function takes
 * half the memory of a closure: here the argument of `map(f)` travels as `this`.
 */
function mapBy(this: unknown, self: unknown): Op {
  return new Op(Tag.Map, self, this)
}

function flatMapBy(this: unknown, self: unknown): Op {
  return new Op(Tag.FlatMap, self, this)
}

function orElseBy(this: unknown, self: unknown): Op {
  return new Op(Tag.OrElse, self, this)
}

function ensuringBy(this: unknown, self: unknown): Op {
  return new Op(Tag.Ensuring, self, this)
}

function tapBy(this: (value: never) => Op, self: Op): Op {
  return keep(self, this)
}

const identity = <A>(a: A): A => a

/**
 * Puts a value under a name. The ways to write that in one expression, `{ ...record, [name]: value }` and
 * `Object.fromEntries`, take several times as long. `__proto__` is a name like any other.
 */
const withName = <A extends object>(record: A, name: PropertyKey, value: unknown): A => {
  if (name === '__proto__')
    Object.defineProperty(record, name, { value, configurable: true, enumerable: true, writable: true })
  else (record as Record<PropertyKey, unknown>)[name] = value
  return record
}

const none: Option<never> = { _tag: 'None' }

const some = <A>(value: A): Option<A> => ({ _tag: 'Some', value })

const eitherLeft = <E>(left: E): Either<E, never> => ({ _tag: 'Left', left })

const eitherRight = <A>(right: A): Either<never, A> => ({ _tag: 'Right', right })

/** Hands the release of a bracket the `Exit` of its use. */
class ReleasingWithExit implements BracketHandlers {
  constructor(
    readonly use: BracketHandlers['use'],
    private readonly releaseWith: (value: unknown, exit: Exit<unknown, unknown>) => Op
  ) {}
  release(value: unknown, cause: Op | null, result: unknown): Op {
    return this.releaseWith(value, exitWith(cause, result))
  }
}

const ofEither = (either: Either<unknown, unknown>): Op =>
  either?._tag === 'Right'
    ? succeed(either.right)
    : either?._tag === 'Left'
      ? fail(either.left)
      : dieOf('an Either', either)

const ofOption =
  (onNone: () => unknown) =>
  (option: Option<unknown>): Op =>
    option?._tag === 'Some'
      ? succeed(option.value)
      : option?._tag === 'None'
        ? fail(onNone())
        : dieOf('an Option', option)

/**
 * What is to be called later. Where it is no function, often because modules import each other in a circle, an error says
 * so when it would be called; it is made here, so that its stack shows who has handed it over.
 */
const callable = <F>(f: F, what: string): F => (typeof f === 'function' ? f : refused(f, what))

const refused = <F>(got: F, what: string): F => {
  const error = expected(`${what}: a function`, got)
  return (() => {
    throw error
  }) as F
}

/** What comes from code without types may be something else; to take it for a failure would hide that. */
const dieOf = (what: string, got: unknown): Op => dieOp(expected(what, got))

const askOp: Op = /*#__PURE__*/ new Op(Tag.Asks, identity, null)

/** Goes on with what a function makes of the environment. */
const withEnv = (f: (env: never) => Op): Op => new Op(Tag.FlatMap, askOp, f)

const ofTaskEither = (task: Task<Either<unknown, unknown>>): Op => new Op(Tag.FlatMap, taskOp(task), ofEither)

const keep = (self: Op, f: (value: never) => Op): Op =>
  new Op(Tag.FlatMap, self, (value: never) => new Op(Tag.Map, f(value), () => value))

/**
 * Recovers from the first typed failure, where the rule of recovery allows it, with the whole cause at hand: whoever
 * does not recover after all raises it again unchanged, with its other reasons.
 */
const recover = (self: unknown, f: (error: never, cause: Op) => Op): Op =>
  new Op(Tag.MatchCause, self, {
    onCause: (cause: Op) => {
      const failure = recoverable(cause)
      return failure === null ? cause : f(failure.first as never, cause)
    },
    onValue: succeed
  })

/** A typed failure, which may be anything. */
type MaybeTagged = { readonly _tag?: unknown } | null | undefined

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * Ends with a value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.right(1)), 1)
 *
 * @category constructors
 * @since 0.1.0
 */
export const right: <R = unknown, E = never, A = never>(a: A) => Coroutine<R, E, A> = (a) =>
  new Op(Tag.Succeed, a, null)

/**
 * Fails with a typed error.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await runExit(C.left('no')), Exit.fail('no'))
 *
 * @category constructors
 * @since 0.1.0
 */
export const left: <R = unknown, E = never, A = never>(e: E) => Coroutine<R, E, A> = (e) => new Op(Tag.Fail, e, null)

/**
 * Ends with a value; the same as `right`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.of('value')), 'value')
 *
 * @category constructors
 * @since 0.1.0
 */
export const of: <R = unknown, E = never, A = never>(a: A) => Coroutine<R, E, A> = right

/**
 * Fails with a typed error; the same as `left`, with the error's type first.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await runExit(C.throwError('no')), Exit.fail('no'))
 *
 * @category constructors
 * @since 0.1.0
 */
export const throwError: <E, R = unknown, A = never>(e: E) => Coroutine<R, E, A> = left

/**
 * Ends with what an `IO` gives; the same as `fromIO`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.rightIO(() => 1)), 1)
 *
 * @category constructors
 * @since 0.1.0
 */
export const rightIO: <R = unknown, E = never, A = never>(ma: IO<A>) => Coroutine<R, E, A> = (ma) =>
  new Op(Tag.Sync, callable(ma, 'fromIO'), null)

/**
 * Fails with what an `IO` gives.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await runExit(C.leftIO(() => 'no')), Exit.fail('no'))
 *
 * @category constructors
 * @since 0.1.0
 */
export const leftIO: <R = unknown, E = never, A = never>(me: IO<E>) => Coroutine<R, E, A> = (me) =>
  new Op(Tag.FlatMap, new Op(Tag.Sync, me, null), fail)

/**
 * Ends with what a `Task` gives; the same as `fromTask`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.rightTask(async () => 1)), 1)
 *
 * @category constructors
 * @since 0.1.0
 */
export const rightTask: <R = unknown, E = never, A = never>(ma: Task<A>) => Coroutine<R, E, A> = (ma) =>
  taskOp(callable(ma, 'fromTask'))

/**
 * Fails with what a `Task` gives; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await runExit(C.leftTask(async () => 'no')), Exit.fail('no'))
 *
 * @category constructors
 * @since 0.1.0
 */
export const leftTask: <R = unknown, E = never, A = never>(me: Task<E>) => Coroutine<R, E, A> = (me) =>
  new Op(Tag.FlatMap, taskOp(me), fail)

/**
 * Ends with what a `Reader` makes of the environment; the same as `fromReader`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const port = C.rightReader((env: { readonly port: number }) => env.port)
 * assert.strictEqual(await run(pipe(port, C.provide({ port: 80 }))), 80)
 *
 * @category constructors
 * @since 0.1.0
 */
export const rightReader: <R, E = never, A = never>(ma: Reader<R, A>) => Coroutine<R, E, A> = (ma) =>
  new Op(Tag.Asks, callable(ma, 'fromReader'), null)

/**
 * Fails with what a `Reader` makes of the environment.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const denied = C.leftReader((env: { readonly user: string }) => `${env.user} may not`)
 * assert.deepStrictEqual(await runExit(pipe(denied, C.provide({ user: 'ann' }))), Exit.fail('ann may not'))
 *
 * @category constructors
 * @since 0.1.0
 */
export const leftReader: <R, E = never, A = never>(me: Reader<R, E>) => Coroutine<R, E, A> = (me) =>
  new Op(Tag.FlatMap, new Op(Tag.Asks, me, null), fail)

/**
 * Ends with what a `ReaderIO` gives; the same as `fromReaderIO`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const count = C.rightReaderIO((env: { readonly counter: { n: number } }) => () => ++env.counter.n)
 * assert.strictEqual(await run(pipe(count, C.provide({ counter: { n: 1 } }))), 2)
 *
 * @category constructors
 * @since 0.1.0
 */
export const rightReaderIO: <R, E = never, A = never>(ma: ReaderIO<R, A>) => Coroutine<R, E, A> = (ma) =>
  new Op(Tag.Asks, (env: never) => ma(env)(), null)

/**
 * Fails with what a `ReaderIO` gives.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const denied = C.leftReaderIO((env: { readonly user: string }) => () => `${env.user} may not`)
 * assert.deepStrictEqual(await runExit(pipe(denied, C.provide({ user: 'ann' }))), Exit.fail('ann may not'))
 *
 * @category constructors
 * @since 0.1.0
 */
export const leftReaderIO: <R, E = never, A = never>(me: ReaderIO<R, E>) => Coroutine<R, E, A> = (me) =>
  new Op(Tag.FlatMap, new Op(Tag.Asks, (env: never) => me(env)(), null), fail)

/**
 * Ends with what a `ReaderTask` gives; the same as `fromReaderTask`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const load = C.rightReaderTask((env: { readonly url: string }) => async () => `from ${env.url}`)
 * assert.strictEqual(await run(pipe(load, C.provide({ url: '/a' }))), 'from /a')
 *
 * @category constructors
 * @since 0.1.0
 */
export const rightReaderTask: <R, E = never, A = never>(ma: ReaderTask<R, A>) => Coroutine<R, E, A> = (ma) =>
  withEnv((env) => taskOp(ma(env)))

/**
 * Fails with what a `ReaderTask` gives; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const denied = C.leftReaderTask((env: { readonly user: string }) => async () => `${env.user} may not`)
 * assert.deepStrictEqual(await runExit(pipe(denied, C.provide({ user: 'ann' }))), Exit.fail('ann may not'))
 *
 * @category constructors
 * @since 0.1.0
 */
export const leftReaderTask: <R, E = never, A = never>(me: ReaderTask<R, E>) => Coroutine<R, E, A> = (me) =>
  withEnv((env) => new Op(Tag.FlatMap, taskOp(me(env)), fail))

/**
 * The environment.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * interface Env {
 *   readonly port: number
 * }
 *
 * assert.deepStrictEqual(await run(pipe(C.ask<Env>(), C.provide({ port: 80 }))), { port: 80 })
 *
 * @category constructors
 * @since 0.1.0
 */
export const ask: <R, E = never>() => Coroutine<R, E, R> = () => askOp

/**
 * What a function makes of the environment.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const port = C.asks((env: { readonly port: number }) => env.port)
 * assert.strictEqual(await run(pipe(port, C.provide({ port: 80 }))), 80)
 *
 * @category constructors
 * @since 0.1.0
 */
export const asks: <R, A, E = never>(f: (r: R) => A) => Coroutine<R, E, A> = (f) =>
  new Op(Tag.Asks, callable(f, 'asks'), null)

/**
 * The coroutine that a function makes of the environment.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const wait = C.asksCoroutine((env: { readonly pause: number }) => pipe(C.sleep(env.pause), C.as('done')))
 * assert.strictEqual(await run(pipe(wait, C.provide({ pause: 1 }))), 'done')
 *
 * @category constructors
 * @since 0.1.0
 */
export const asksCoroutine: <R, E, A>(f: (r: R) => Coroutine<R, E, A>) => Coroutine<R, E, A> = (f) =>
  new Op(Tag.FlatMap, askOp, callable(f, 'asksCoroutine'))

/**
 * `asksCoroutine`, where the coroutine may need more of the environment than the function.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * interface Log {
 *   readonly log: (line: string) => string
 * }
 *
 * const hello = C.asksCoroutineW((env: { readonly user: string }) => C.asks(({ log }: Log) => log(`hello ${env.user}`)))
 * assert.strictEqual(await run(pipe(hello, C.provide({ user: 'ann', log: (line: string) => line }))), 'hello ann')
 *
 * @category constructors
 * @since 0.1.0
 */
export const asksCoroutineW: <R1, R2, E, A>(f: (r1: R1) => Coroutine<R2, E, A>) => Coroutine<R1 & R2, E, A> =
  asksCoroutine as never

/**
 * Builds a coroutine anew each time it is run.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * let built = 0
 * const program = C.suspend(() => C.of(++built))
 * assert.strictEqual(built, 0)
 * assert.strictEqual(await run(program), 1)
 * assert.strictEqual(await run(program), 2)
 *
 * @category constructors
 * @since 0.1.0
 */
export const suspend: <R, E, A>(f: LazyArg<Coroutine<R, E, A>>) => Coroutine<R, E, A> = (f) =>
  new Op(Tag.Suspend, callable(f, 'suspend'), null)

/**
 * Fails with a defect: an error that the types do not speak of, and that only `matchExit`, `matchCause`, `toExit` and
 * finalizers see.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const bug = new Error('bug')
 * const program = pipe(
 *   C.die(bug),
 *   C.orElse(() => C.of('recovered'))
 * )
 * assert.deepStrictEqual(await runExit(program), Exit.die(bug))
 *
 * @category constructors
 * @since 0.1.0
 */
export const die: (defect: unknown) => Coroutine<unknown, never, never> = (defect) => new Op(Tag.Die, defect, null)

/**
 * Waits until it is interrupted.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(pipe(C.never, C.timeoutOption(1))), O.none)
 *
 * @category constructors
 * @since 0.1.0
 */
export const never: Coroutine<unknown, never, never> = neverOp

/**
 * Interrupts the fiber that runs it; in an uninterruptible region, as soon as that region ends: the rest of the region is
 * still run.
 *
 * @example
 * import * as Cause from 'fiber-ts/Cause'
 * import * as C from 'fiber-ts/Coroutine'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const exit = await runExit(
 *   pipe(
 *     C.interrupt,
 *     C.orElse(() => C.of('recovered'))
 *   )
 * )
 * assert.ok(exit._tag === 'Left' && Cause.isInterruptedOnly(exit.left))
 *
 * @category constructors
 * @since 0.1.0
 */
export const interrupt: Coroutine<unknown, never, never> = /*#__PURE__*/ new Op(Tag.SelfInterrupt, undefined, null)

/**
 * Waits for a number of milliseconds, or until it is interrupted. `Infinity` waits for ever; 0 is `yieldNow`, as in asyncio,
 * and so is less; `NaN` is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const before = Date.now()
 * await run(C.sleep(20))
 * assert.ok(Date.now() - before >= 19)
 *
 * @category constructors
 * @since 0.1.0
 */
export const sleep: (millis: number) => Coroutine<unknown, never, void> = sleepOp

/**
 * Lets the other fibers run that are ready, then goes on.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const say = (line: string) => C.fromIO(() => log.push(line))
 * await run(
 *   C.all([
 *     pipe(
 *       say('a1'),
 *       C.flatMap(() => C.yieldNow),
 *       C.flatMap(() => say('a2'))
 *     ),
 *     say('b')
 *   ])
 * )
 * assert.deepStrictEqual(log, ['a1', 'b', 'a2'])
 *
 * @category constructors
 * @since 0.1.0
 */
export const yieldNow: Coroutine<unknown, never, void> = yieldOp

/**
 * Waits for a callback: `register` gets the function to call with the result, and may answer what to do on interruption.
 * The first call counts, later ones do nothing. On interruption the `AbortSignal` is aborted, then the answered function
 * is called or the answered coroutine is run, uninterruptible, before anything else goes on. The signal is made for a
 * function that declares a second parameter, for that takes microseconds.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as O from 'fp-ts/lib/Option.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const wait = (millis: number) =>
 *   C.async<never, string>((resume) => {
 *     const timer = setTimeout(() => resume(E.right('done')), millis)
 *     return () => clearTimeout(timer)
 *   })
 * assert.strictEqual(await run(wait(1)), 'done')
 * assert.deepStrictEqual(await run(pipe(wait(60_000), C.timeoutOption(1))), O.none)
 *
 * @category constructors
 * @since 0.1.0
 */
export const async: <E, A, R = unknown>(
  register: (resume: (e: Either<E, A>) => void, signal: AbortSignal) => void | IO<void> | Coroutine<R, never, void>
) => Coroutine<R, E, A> = asyncOp as never

/**
 * A coroutine written as a generator function, which is called anew at each run: `yield*` gives the value of a coroutine.
 * A typed failure or a defect is thrown at its `yield*`, so `try`, `catch` and `finally` work; an interruption runs the
 * `finally` blocks, uninterruptible. `catch` cannot narrow `E`: recover by `catchTag` or `toEither` for that. As in an
 * `async` function of Python, a `finally` block that is entered without an interruption can be interrupted where it waits:
 * what has to run to its end belongs into `ensuring` or `bracket`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const program = C.gen(function* () {
 *   const one = yield* C.of(1)
 *   try {
 *     const two = yield* C.right<unknown, string, number>(2)
 *     return one + two
 *   } finally {
 *     yield* C.sleep(1)
 *   }
 * })
 * assert.strictEqual(await run(program), 3)
 *
 * @category constructors
 * @since 0.1.0
 */
export const gen: <Y extends Any, A>(f: () => Generator<Y, A, unknown>) => Coroutine<Envs<Y>, ErrorOf<Y>, A> = (f) =>
  new Op(Tag.Gen, callable(f, 'gen'), null)

/**
 * A function to coroutines, written as a generator function. Defined once and called often, it is many times as fast as a
 * `gen` inside of a function.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const fib: (n: number) => C.Coroutine<unknown, never, number> = C.genK(function* (n: number) {
 *   if (n < 2) return n
 *   return (yield* fib(n - 1)) + (yield* fib(n - 2))
 * })
 * assert.strictEqual(await run(fib(10)), 55)
 *
 * @category constructors
 * @since 0.1.0
 */
export const genK: <P extends ReadonlyArray<unknown>, Y extends Any, A>(
  f: (...p: P) => Generator<Y, A, unknown>
) => (...p: P) => Coroutine<Envs<Y>, ErrorOf<Y>, A> = (f) => {
  const generator = callable(f, 'genK')
  return (...p) => new Op(Tag.GenK, generator, p)
}

// -------------------------------------------------------------------------------------
// conversions
// -------------------------------------------------------------------------------------

/**
 * Ends with what an `IO` gives.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.fromIO(() => 1)), 1)
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromIO: <A, R = unknown, E = never>(fa: IO<A>) => Coroutine<R, E, A> = rightIO

/**
 * Ends with what a `Task` gives; a rejection is a defect. An interruption stops waiting, while the task goes on.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.fromTask(async () => 1)), 1)
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromTask: <A, R = unknown, E = never>(fa: Task<A>) => Coroutine<R, E, A> = rightTask

/**
 * Ends with what a `Reader` makes of the environment.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const port = C.fromReader((env: { readonly port: number }) => env.port)
 * assert.strictEqual(await run(pipe(port, C.provide({ port: 80 }))), 80)
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromReader: <R, A, E = never>(fa: Reader<R, A>) => Coroutine<R, E, A> = rightReader

/**
 * Ends with a `Right`, fails with a `Left`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.fromEither(E.right(1))), 1)
 * assert.deepStrictEqual(await runExit(C.fromEither(E.left('no'))), Exit.fail('no'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromEither: <E, A, R = unknown>(fa: Either<E, A>) => Coroutine<R, E, A> = ofEither

/**
 * Ends with a `Some`, fails on `None`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * const orNothing = C.fromOption(() => 'nothing')
 * assert.strictEqual(await run(orNothing(O.some(1))), 1)
 * assert.deepStrictEqual(await runExit(orNothing(O.none)), Exit.fail('nothing'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromOption: <E>(onNone: LazyArg<E>) => <A, R = unknown>(fa: Option<A>) => Coroutine<R, E, A> =
  (onNone) => (fa) => (fa?._tag === 'Some' ? succeed(fa.value) : new Op(Tag.Suspend, () => ofOption(onNone)(fa), null))

/**
 * Ends with a value, fails if it is `null` or `undefined`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const orNothing = C.fromNullable('nothing')
 * assert.strictEqual(await run(orNothing(1)), 1)
 * assert.deepStrictEqual(await runExit(orNothing(null)), Exit.fail('nothing'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromNullable: <E>(e: E) => <A, R = unknown>(a: A) => Coroutine<R, E, NonNullable<A>> = (e) => (a) =>
  a === null || a === undefined ? fail(e) : succeed(a)

/**
 * Ends or fails with what an `IOEither` gives.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.fromIOEither(() => E.right(1))), 1)
 * assert.deepStrictEqual(await runExit(C.fromIOEither(() => E.left('no'))), Exit.fail('no'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromIOEither: <E, A, R = unknown>(fa: IOEither<E, A>) => Coroutine<R, E, A> = (fa) =>
  new Op(Tag.FlatMap, new Op(Tag.Sync, fa, null), ofEither)

/**
 * Ends or fails with what a `TaskEither` gives; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.fromTaskEither(TE.right(1))), 1)
 * assert.deepStrictEqual(await runExit(C.fromTaskEither(TE.left('no'))), Exit.fail('no'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromTaskEither: <E, A, R = unknown>(fa: TaskEither<E, A>) => Coroutine<R, E, A> = (fa) =>
  ofTaskEither(callable(fa, 'fromTaskEither'))

/**
 * Ends with the `Some` that a `TaskOption` gives, fails on `None`; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * const orNothing = C.fromTaskOption(() => 'nothing')
 * assert.strictEqual(await run(orNothing(async () => O.some(1))), 1)
 * assert.deepStrictEqual(await runExit(orNothing(async () => O.none)), Exit.fail('nothing'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromTaskOption: <E>(onNone: LazyArg<E>) => <A, R = unknown>(fa: TaskOption<A>) => Coroutine<R, E, A> =
  (onNone) => (fa) =>
    new Op(Tag.FlatMap, taskOp(fa), ofOption(onNone))

/**
 * Ends with what a `ReaderIO` gives.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const count = C.fromReaderIO((env: { readonly counter: { n: number } }) => () => ++env.counter.n)
 * assert.strictEqual(await run(pipe(count, C.provide({ counter: { n: 1 } }))), 2)
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromReaderIO: <R, A, E = never>(fa: ReaderIO<R, A>) => Coroutine<R, E, A> = rightReaderIO

/**
 * Ends with what a `ReaderTask` gives; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const load = C.fromReaderTask((env: { readonly url: string }) => async () => `from ${env.url}`)
 * assert.strictEqual(await run(pipe(load, C.provide({ url: '/a' }))), 'from /a')
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromReaderTask: <R, A, E = never>(fa: ReaderTask<R, A>) => Coroutine<R, E, A> = rightReaderTask

/**
 * Ends or fails with what a `ReaderEither` makes of the environment.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const port = C.fromReaderEither((env: { readonly port?: number }) => E.fromNullable('no port')(env.port))
 * assert.strictEqual(await run(pipe(port, C.provide({ port: 80 }))), 80)
 * assert.deepStrictEqual(await runExit(pipe(port, C.provide({}))), Exit.fail('no port'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromReaderEither: <R, E, A>(fa: ReaderEither<R, E, A>) => Coroutine<R, E, A> = (fa) =>
  new Op(Tag.FlatMap, new Op(Tag.Asks, fa, null), ofEither)

/**
 * Ends or fails with what a `ReaderTaskEither` gives; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const port = C.fromReaderTaskEither((env: { readonly port?: number }) => TE.fromNullable('no port')(env.port))
 * assert.strictEqual(await run(pipe(port, C.provide({ port: 80 }))), 80)
 * assert.deepStrictEqual(await runExit(pipe(port, C.provide({}))), Exit.fail('no port'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromReaderTaskEither: <R, E, A>(fa: ReaderTaskEither<R, E, A>) => Coroutine<R, E, A> = (fa) =>
  withEnv((env) => ofTaskEither(fa(env)))

/**
 * Ends as an `Exit` says: with its value, or with its whole cause. Interruptions in it are those of another fiber.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.fromExit(Exit.succeed(1))), 1)
 * assert.deepStrictEqual(await runExit(C.fromExit(Exit.fail('no'))), Exit.fail('no'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromExit: <E, A, R = unknown>(exit: Exit<E, A>) => Coroutine<R, E, A> = outcomeOfExit

/**
 * Waits for a fiber, and ends as it did. An interruption stops waiting and leaves that fiber alone.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = C.gen(function* () {
 *   const fiber = yield* C.fork(pipe(C.sleep(1), C.as('child')))
 *   return yield* C.fromFiber(fiber)
 * })
 * assert.strictEqual(await run(program), 'child')
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromFiber: <E, A>(fiber: Fiber<E, A>) => Coroutine<unknown, E, A> = joinOp as never

/**
 * Ends with what a promise resolves to; a rejection, or a throw of `f`, is turned into a typed error. The `AbortSignal`
 * is aborted when the coroutine is interrupted; for an arrow function without parameters none is made.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const read = (key: string) =>
 *   C.tryCatch(
 *     (signal) => (signal.aborted ? Promise.reject(signal.reason) : Promise.resolve(key.length)),
 *     (reason) => `cannot read ${key}: ${reason}`
 *   )
 * assert.strictEqual(await run(read('key')), 3)
 *
 * const failing = C.tryCatch(() => Promise.reject('offline'), String)
 * assert.deepStrictEqual(await runExit(failing), Exit.fail('offline'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const tryCatch: <E, A, R = unknown>(
  f: (signal: AbortSignal) => PromiseLike<A>,
  onRejected: (reason: unknown) => E
) => Coroutine<R, E, A> = (f, onRejected) =>
  typeof f === 'function' ? abortableOp(f, onRejected) : dieOf('tryCatch: a function', f)

/**
 * Ends with what a promise resolves to; a rejection is a defect. The `AbortSignal` is aborted when the coroutine is
 * interrupted; for an arrow function without parameters none is made.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.promise(async () => 1)), 1)
 *
 * const bug = new Error('bug')
 * assert.deepStrictEqual(await runExit(C.promise(() => Promise.reject(bug))), Exit.die(bug))
 *
 * @category conversions
 * @since 0.1.0
 */
export const promise: <A, R = unknown, E = never>(f: (signal: AbortSignal) => PromiseLike<A>) => Coroutine<R, E, A> = (
  f
) => (typeof f === 'function' ? abortableOp(f, null) : dieOf('promise: a function', f))

const onToEither = { onLeft: (e: unknown) => succeed(eitherLeft(e)), onRight: (a: unknown) => succeed(eitherRight(a)) }

/**
 * The typed failure or the value, as an `Either`; defects and interruptions pass by.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.toEither(C.of(1))), E.right(1))
 * assert.deepStrictEqual(await run(C.toEither(C.left('no'))), E.left('no'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const toEither: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, Either<E, A>> = (ma) =>
  new Op(Tag.Match, ma, onToEither)

const onToOption = { onLeft: () => succeed(none), onRight: (a: unknown) => succeed(some(a)) }

/**
 * The value, or `None` instead of a typed failure; defects and interruptions pass by.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.toOption(C.of(1))), O.some(1))
 * assert.deepStrictEqual(await run(C.toOption(C.left('no'))), O.none)
 *
 * @category conversions
 * @since 0.1.0
 */
export const toOption: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, Option<A>> = (ma) =>
  new Op(Tag.Match, ma, onToOption)

const onToUnion = { onLeft: succeed, onRight: succeed }

/**
 * The typed failure or the value; defects and interruptions pass by.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.toUnion(C.of(1))), 1)
 * assert.strictEqual(await run(C.toUnion(C.left('no'))), 'no')
 *
 * @category conversions
 * @since 0.1.0
 */
export const toUnion: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, E | A> = (ma) =>
  new Op(Tag.Match, ma, onToUnion)

/**
 * The whole outcome, defects included; only an interruption of the fiber itself passes by.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.toExit(C.of(1))), Exit.succeed(1))
 * assert.deepStrictEqual(await run(C.toExit(C.die('bug'))), Exit.die('bug'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const toExit: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, Exit<E, A>> = (ma) =>
  new Op(Tag.MatchCause, ma, onToExit)

/**
 * A promise of the value. It runs at once, on the default event loop of the thread, and settles when everything that it
 * forked has ended. A lone typed failure or defect rejects with the identical error, anything else with a `FiberFailure`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await C.toPromise(C.of(1)), 1)
 * await assert.rejects(C.toPromise(C.left(new Error('no'))), /no/)
 *
 * @category conversions
 * @since 0.1.0
 */
export const toPromise: <E, A>(ma: Coroutine<unknown, E, A>) => Promise<A> = (ma) =>
  runToPromise(ma as never, undefined)

/**
 * A `Task` that runs on the default event loop of the thread; it rejects on a defect or an interruption.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as assert from 'node:assert'
 *
 * const task = C.toTask(C.of(1))
 * assert.strictEqual(await task(), 1)
 *
 * @category conversions
 * @since 0.1.0
 */
export const toTask: <A>(ma: Coroutine<unknown, never, A>) => Task<A> = (ma) => () => toPromise(ma)

/**
 * A `TaskEither` that runs on the default event loop of the thread. A typed failure is a `Left`; a defect or an
 * interruption rejects, and is never turned into a `Left`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await C.toTaskEither(C.of(1))(), E.right(1))
 * assert.deepStrictEqual(await C.toTaskEither(C.left('no'))(), E.left('no'))
 * await assert.rejects(C.toTaskEither(C.die(new Error('bug'))), /bug/)
 *
 * @category conversions
 * @since 0.1.0
 */
export const toTaskEither: <E, A>(ma: Coroutine<unknown, E, A>) => TaskEither<E, A> = (ma) => toTask(toEither(ma))

/**
 * A `ReaderTask` that runs on the default event loop of the thread; it rejects on a defect or an interruption.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as assert from 'node:assert'
 *
 * const port = C.asks((env: { readonly port: number }) => env.port)
 * assert.strictEqual(await C.toReaderTask(port)({ port: 80 })(), 80)
 *
 * @category conversions
 * @since 0.1.0
 */
export const toReaderTask: <R, A>(ma: Coroutine<R, never, A>) => ReaderTask<R, A> = (ma) => (r) => () =>
  runToPromise(ma as never, r)

/**
 * A `ReaderTaskEither` that runs on the default event loop of the thread. A typed failure is a `Left`; a defect or an
 * interruption rejects, and is never turned into a `Left`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * const port = C.fromReaderEither((env: { readonly port?: number }) => E.fromNullable('no port')(env.port))
 * assert.deepStrictEqual(await C.toReaderTaskEither(port)({ port: 80 })(), E.right(80))
 * assert.deepStrictEqual(await C.toReaderTaskEither(port)({})(), E.left('no port'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const toReaderTaskEither: <R, E, A>(ma: Coroutine<R, E, A>) => ReaderTaskEither<R, E, A> = (ma) =>
  toReaderTask(toEither(ma))

// -------------------------------------------------------------------------------------
// pattern matching
// -------------------------------------------------------------------------------------

/**
 * Ends with a value made of the typed failure or of the value; defects and interruptions pass by.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const show = C.match(
 *   (e: string) => `failed: ${e}`,
 *   (n: number) => `ended: ${n}`
 * )
 * assert.strictEqual(await run(show(C.of(1))), 'ended: 1')
 * assert.strictEqual(await run(show(C.left('no'))), 'failed: no')
 *
 * @category pattern matching
 * @since 0.1.0
 */
export const match: <E, B, A>(
  onLeft: (e: E) => B,
  onRight: (a: A) => B
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, never, B> = (onLeft, onRight) => {
  const [f, g] = [callable(onLeft, 'match'), callable(onRight, 'match')]
  const handlers = { onLeft: (e: never) => succeed(f(e)), onRight: (a: never) => succeed(g(a)) }
  return (ma) => new Op(Tag.Match, ma, handlers)
}

/**
 * `match` with two types of result.
 *
 * @category pattern matching
 * @since 0.1.0
 */
export const matchW: <E, B, A, C>(
  onLeft: (e: E) => B,
  onRight: (a: A) => C
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, never, B | C> = match as never

/**
 * Goes on with a coroutine made of the typed failure or of the value; defects and interruptions pass by.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const retryLater = C.matchE(
 *   (e: string) => pipe(C.sleep(1), C.as(`later: ${e}`)),
 *   (n: number) => C.of(`now: ${n}`)
 * )
 * assert.strictEqual(await run(retryLater(C.of(1))), 'now: 1')
 * assert.strictEqual(await run(retryLater(C.left('no'))), 'later: no')
 *
 * @category pattern matching
 * @since 0.1.0
 */
export const matchE: <R, E, A, E2, B>(
  onLeft: (e: E) => Coroutine<R, E2, B>,
  onRight: (a: A) => Coroutine<R, E2, B>
) => (ma: Coroutine<R, E, A>) => Coroutine<R, E2, B> = (onLeft, onRight) => {
  const handlers = { onLeft: callable(onLeft, 'matchE'), onRight: callable(onRight, 'matchE') }
  return (ma) => new Op(Tag.Match, ma, handlers)
}

/**
 * `matchE` with branches that need, fail with and end with different types.
 *
 * @category pattern matching
 * @since 0.1.0
 */
export const matchEW: <E, R2, E2, B, A, R3, E3, C>(
  onLeft: (e: E) => Coroutine<R2, E2, B>,
  onRight: (a: A) => Coroutine<R3, E3, C>
) => <R1>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2 & R3, E2 | E3, B | C> = matchE as never

/**
 * Goes on with a coroutine made of the whole outcome, defects included; only an interruption of the fiber itself passes
 * by.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const outcome = C.matchExit((exit: Exit.Exit<string, number>) => C.of(exit._tag))
 * assert.strictEqual(await run(outcome(C.of(1))), 'Right')
 * assert.strictEqual(await run(outcome(C.die('bug'))), 'Left')
 *
 * @category pattern matching
 * @since 0.1.0
 */
export const matchExit: <E, A, R2, E2, B>(
  f: (exit: Exit<E, A>) => Coroutine<R2, E2, B>
) => <R1>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E2, B> = (f) => {
  const g = callable(f, 'matchExit')
  const handlers = {
    onCause: (cause: Op) => g(exitWith(cause, undefined)),
    onValue: (a: unknown) => g(exitWith(null, a))
  }
  return (ma) => new Op(Tag.MatchCause, ma, handlers)
}

/**
 * Goes on with a coroutine made of the whole cause, defects included, or of the value; only an interruption of the fiber
 * itself passes by.
 *
 * @example
 * import * as Cause from 'fiber-ts/Cause'
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const reasons = C.matchCause(
 *   (cause: Cause.Cause<string>) => C.of(cause.map((reason) => reason._tag)),
 *   () => C.of([])
 * )
 * assert.deepStrictEqual(await run(reasons(C.of(1))), [])
 * assert.deepStrictEqual(await run(reasons(pipe(C.left('no'), C.ensuring(C.die('bug'))))), ['Fail', 'Die'])
 *
 * @category pattern matching
 * @since 0.1.0
 */
export const matchCause: <E, R2, E2, B, A, R3, E3, C>(
  onCause: (cause: Cause<E>) => Coroutine<R2, E2, B>,
  onRight: (a: A) => Coroutine<R3, E3, C>
) => <R1>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2 & R3, E2 | E3, B | C> = (onCause, onRight) => {
  const handlers = { onCause: (cause: Op) => onCause(toCause(cause)), onValue: onRight }
  return (ma) => new Op(Tag.MatchCause, ma, handlers)
}

// -------------------------------------------------------------------------------------
// error handling
// -------------------------------------------------------------------------------------

/**
 * Recovers from every typed failure by a coroutine that cannot fail.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const orZero = C.getOrElse((e: string) => C.of(e.length))
 * assert.strictEqual(await run(orZero(C.of(7))), 7)
 * assert.strictEqual(await run(orZero(C.left('no'))), 2)
 *
 * @category error handling
 * @since 0.1.0
 */
export const getOrElse: <R, E, A>(
  onLeft: (e: E) => Coroutine<R, never, A>
) => (ma: Coroutine<R, E, A>) => Coroutine<R, never, A> = (onLeft) => {
  const f = callable(onLeft, 'getOrElse')
  return (ma) => new Op(Tag.OrElse, ma, f)
}

/**
 * `getOrElse` where the coroutines may need and end with different types.
 *
 * @category error handling
 * @since 0.1.0
 */
export const getOrElseW: <R2, E, B>(
  onLeft: (e: E) => Coroutine<R2, never, B>
) => <R1, A>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, never, A | B> = getOrElse as never

/**
 * Recovers from a typed failure by another coroutine. It acts on the first typed failure of a cause, and only if there is
 * no defect and no interruption of the fiber itself.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = pipe(
 *   C.left('no'),
 *   C.orElse((e) => C.of(`instead of ${e}`))
 * )
 * assert.strictEqual(await run(program), 'instead of no')
 *
 * @category error handling
 * @since 0.1.0
 */
export const orElse: {
  <E1, R2, E2, B>(
    onLeft: (e: E1) => Coroutine<R2, E2, B>
  ): <R1, A>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E2, A | B>
  <R1, E1, A, R2, E2, B>(
    self: Coroutine<R1, E1, A>,
    onLeft: (e: E1) => Coroutine<R2, E2, B>
  ): Coroutine<R1 & R2, E2, A | B>
} = function (first: unknown, second?: unknown): never {
  return (
    arguments.length > 1
      ? new Op(Tag.OrElse, first, callable(second, 'orElse'))
      : orElseBy.bind(callable(first, 'orElse'))
  ) as never
}

/**
 * Recovers from the typed failures with one `_tag`, and takes them out of the error type; others pass by unchanged.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * type HttpError = { readonly _tag: 'NotFound' } | { readonly _tag: 'Timeout'; readonly millis: number }
 *
 * const get = (e: HttpError): C.Coroutine<unknown, HttpError, string> => C.left(e)
 * const orEmpty = (e: HttpError) =>
 *   pipe(
 *     get(e),
 *     C.catchTag('NotFound', () => C.of('empty'))
 *   )
 * assert.strictEqual(await run(orEmpty({ _tag: 'NotFound' })), 'empty')
 * assert.deepStrictEqual(
 *   await runExit(orEmpty({ _tag: 'Timeout', millis: 5 })),
 *   Exit.fail({ _tag: 'Timeout', millis: 5 })
 * )
 *
 * @category error handling
 * @since 0.1.0
 */
export const catchTag: <E extends { readonly _tag: string }, K extends E['_tag'], R2, E2, B>(
  tag: K,
  f: (e: Extract<E, { readonly _tag: K }>) => Coroutine<R2, E2, B>
) => <R1, A>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, Exclude<E, { readonly _tag: K }> | E2, A | B> = (
  tag,
  f
) => {
  const g = callable(f, 'catchTag')
  return (self) =>
    recover(self, (error: MaybeTagged, cause) => (error?._tag === tag ? (g(error as never) as never) : cause))
}

/**
 * Recovers from typed failures by their `_tag`, each by its handler, and takes those tags out of the error type; others
 * pass by unchanged.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * type HttpError = { readonly _tag: 'NotFound' } | { readonly _tag: 'TooSlow'; readonly millis: number }
 *
 * const get = (e: HttpError): C.Coroutine<unknown, HttpError, string> => C.left(e)
 * const explained = (e: HttpError) =>
 *   pipe(
 *     get(e),
 *     C.catchTags({
 *       NotFound: () => C.of('nothing there'),
 *       TooSlow: ({ millis }) => C.of(`no answer within ${millis} ms`)
 *     })
 *   )
 * assert.strictEqual(await run(explained({ _tag: 'NotFound' })), 'nothing there')
 * assert.strictEqual(await run(explained({ _tag: 'TooSlow', millis: 5 })), 'no answer within 5 ms')
 *
 * @category error handling
 * @since 0.1.0
 */
export const catchTags: <
  E extends { readonly _tag: string },
  // what its handler goes on with, for each tag; a handler of a tag that E has not, as a misspelt one, does not compile
  M extends { readonly [K in keyof M]: K extends E['_tag'] ? Any : never }
>(handlers: {
  readonly [K in keyof M]-?: (e: Extract<E, { readonly _tag: K }>) => M[K]
}) => <R1, A>(
  self: Coroutine<R1, E, A>
) => Coroutine<
  R1 & Envs<M[keyof M]>,
  Exclude<E, { readonly _tag: keyof M }> | ErrorOf<M[keyof M]>,
  A | ValueOf<M[keyof M]>
> = (handlers) => {
  const got: unknown = handlers
  if (typeof got !== 'object' || got === null || Symbol.iterator in got) {
    const refusal = dieOf('catchTags: a record of functions', got)
    return () => refusal
  }
  // a map, for in a record a tag such as `toString` would find what it inherits
  const byTag = new Map<unknown, (error: never) => Op>(
    Object.entries(got).map(([tag, f]) => [tag, callable(f, `catchTags.${tag}`)])
  )
  return (self) =>
    recover(self, (error: MaybeTagged, cause) => {
      const f = byTag.get(error?._tag)
      return f === undefined ? cause : f(error as never)
    })
}

/**
 * Changes the typed error, in every typed failure of the cause.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = pipe(
 *   C.left('no'),
 *   C.mapError((e) => e.length)
 * )
 * assert.deepStrictEqual(await runExit(program), Exit.fail(2))
 *
 * @category error handling
 * @since 0.1.0
 */
export const mapError: {
  <E, G>(f: (e: E) => G): <R, A>(self: Coroutine<R, E, A>) => Coroutine<R, G, A>
  <R, E, A, G>(self: Coroutine<R, E, A>, f: (e: E) => G): Coroutine<R, G, A>
} = function (first: unknown, second?: unknown): never {
  if (arguments.length > 1) return new Op(Tag.MapError, first, callable(second, 'mapError')) as never
  const f = callable(first, 'mapError')
  return ((self: unknown) => new Op(Tag.MapError, self, f)) as never
}

/**
 * Changes the typed error and the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const change = C.mapBoth(
 *   (e: string) => e.length,
 *   (n: number) => n + 1
 * )
 * assert.strictEqual(await run(change(C.of(1))), 2)
 * assert.deepStrictEqual(await runExit(change(C.left('no'))), Exit.fail(2))
 *
 * @category error handling
 * @since 0.1.0
 */
export const mapBoth: {
  <E, G, A, B>(f: (e: E) => G, g: (a: A) => B): <R>(self: Coroutine<R, E, A>) => Coroutine<R, G, B>
  <R, E, A, G, B>(self: Coroutine<R, E, A>, f: (e: E) => G, g: (a: A) => B): Coroutine<R, G, B>
} = /*#__PURE__*/ dual3((self, f, g) => new Op(Tag.Map, new Op(Tag.MapError, self, f), g))

/**
 * Does something about a typed failure, and fails with it again; a failure of what is done takes its place.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const program = pipe(
 *   C.left('no'),
 *   C.tapError((e) => C.fromIO(() => log.push(e)))
 * )
 * assert.deepStrictEqual(await runExit(program), Exit.fail('no'))
 * assert.deepStrictEqual(log, ['no'])
 *
 * @category error handling
 * @since 0.1.0
 */
export const tapError: {
  <E1, R2, E2, _>(
    onLeft: (e: E1) => Coroutine<R2, E2, _>
  ): <R1, A>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A>
  <R1, E1, A, R2, E2, _>(
    self: Coroutine<R1, E1, A>,
    onLeft: (e: E1) => Coroutine<R2, E2, _>
  ): Coroutine<R1 & R2, E1 | E2, A>
} = /*#__PURE__*/ dual2((self, onLeft: (e: unknown) => Op) =>
  recover(self, (error, cause) => new Op(Tag.FlatMap, onLeft(error), () => cause))
)

/**
 * Replaces the typed error by one that a coroutine makes of it.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const explain = C.orLeft((e: string) => C.asks((env: { readonly user: string }) => `${env.user}: ${e}`))
 * const program = pipe(C.left('no'), explain, C.provide({ user: 'ann' }))
 * assert.deepStrictEqual(await runExit(program), Exit.fail('ann: no'))
 *
 * @category error handling
 * @since 0.1.0
 */
export const orLeft: <E1, R, E2>(
  onLeft: (e: E1) => Coroutine<R, never, E2>
) => <A>(fa: Coroutine<R, E1, A>) => Coroutine<R, E2, A> = (onLeft) => (fa) =>
  new Op(Tag.OrElse, fa, (e: never) => new Op(Tag.FlatMap, onLeft(e), fail))

const onSwap = { onLeft: succeed, onRight: fail }

/**
 * Ends with the typed error, fails with the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.swap(C.left('no'))), 'no')
 * assert.deepStrictEqual(await runExit(C.swap(C.of(1))), Exit.fail(1))
 *
 * @category error handling
 * @since 0.1.0
 */
export const swap: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, A, E> = (ma) => new Op(Tag.Match, ma, onSwap)

const onOrDie = {
  onCause: (cause: Op) =>
    fromCause(
      toCause(cause).map((reason) =>
        reason._tag === 'Fail' ? { _tag: 'Die', defect: reason.error } : reason
      ) as unknown as Cause<never>
    ),
  onValue: succeed
}

/**
 * Turns typed failures into defects: they are bugs from here on.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await runExit(C.orDie(C.left('impossible'))), Exit.die('impossible'))
 *
 * @category error handling
 * @since 0.1.0
 */
export const orDie: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, A> = (ma) =>
  new Op(Tag.MatchCause, ma, onOrDie)

// -------------------------------------------------------------------------------------
// environment
// -------------------------------------------------------------------------------------

/**
 * Changes the environment for a coroutine.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const port = C.asks((env: { readonly port: number }) => env.port)
 * const program = pipe(
 *   port,
 *   C.local((config: { readonly server: { readonly port: number } }) => config.server),
 *   C.provide({ server: { port: 80 } })
 * )
 * assert.strictEqual(await run(program), 80)
 *
 * @category environment
 * @since 0.1.0
 */
export const local: <R2, R1>(f: (r2: R2) => R1) => <E, A>(ma: Coroutine<R1, E, A>) => Coroutine<R2, E, A> = (f) => {
  const change = callable(f, 'local')
  return (ma) => new Op(Tag.Local, ma, change)
}

/**
 * Gives a coroutine all of its environment.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const port = C.asks((env: { readonly port: number }) => env.port)
 * assert.strictEqual(await run(pipe(port, C.provide({ port: 80 }))), 80)
 *
 * @category environment
 * @since 0.1.0
 */
export const provide: <R>(r: R) => <E, A>(ma: Coroutine<R, E, A>) => Coroutine<unknown, E, A> = (r) => (ma) =>
  new Op(Tag.Provide, ma, r)

/**
 * Gives a coroutine a part of its environment, a record whose properties are added to those that come from outside.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const url = C.asks((env: { readonly host: string; readonly port: number }) => `${env.host}:${env.port}`)
 * const onPort80 = pipe(url, C.provideSome({ port: 80 }))
 * assert.strictEqual(await run(pipe(onPort80, C.provide({ host: 'localhost' }))), 'localhost:80')
 *
 * @category environment
 * @since 0.1.0
 */
export const provideSome: <R1>(
  r1: R1
) => <R2, E, A>(ma: Coroutine<R1 & R2, E, A>) => Coroutine<Without<R2, R1>, E, A> = (r1) => (ma) =>
  new Op(Tag.Local, ma, (r2: unknown) => extend(r2, r1 as object))

// -------------------------------------------------------------------------------------
// lifting
// -------------------------------------------------------------------------------------

/**
 * A function that ends with its argument if a predicate holds, and fails otherwise.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const positive = C.fromPredicate(
 *   (n: number) => n > 0,
 *   (n) => `${n} is not positive`
 * )
 * assert.strictEqual(await run(positive(1)), 1)
 * assert.deepStrictEqual(await runExit(positive(-1)), Exit.fail('-1 is not positive'))
 *
 * @category lifting
 * @since 0.1.0
 */
export const fromPredicate: {
  <A, B extends A, E>(refinement: Refinement<A, B>, onFalse: (a: A) => E): <R = unknown>(a: A) => Coroutine<R, E, B>
  <A, E>(predicate: Predicate<A>, onFalse: (a: A) => E): <R = unknown, B extends A = A>(b: B) => Coroutine<R, E, B>
} =
  <A, E>(predicate: Predicate<A>, onFalse: (a: A) => E) =>
  (a: A): Op =>
    new Op(Tag.Suspend, () => (predicate(a) ? succeed(a) : fail(onFalse(a))), null)

/**
 * `tryCatch` for a function with arguments. The function gets no `AbortSignal`: use `tryCatch` inside of a function for
 * that.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const parse = C.tryCatchK(
 *   async (text: string): Promise<unknown> => JSON.parse(text),
 *   () => 'not JSON'
 * )
 * assert.deepStrictEqual(await run(parse('[1]')), [1])
 * assert.deepStrictEqual(await runExit(parse('[')), Exit.fail('not JSON'))
 *
 * @category lifting
 * @since 0.1.0
 */
export const tryCatchK: <E, A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => PromiseLike<B>,
  onRejected: (reason: unknown) => E
) => (...a: A) => Coroutine<unknown, E, B> =
  (f, onRejected) =>
  (...a) =>
    abortableOp(() => f(...a), onRejected)

/**
 * A function that takes a Node.js callback last, as a function to coroutines. An error of `null` or `undefined` is none;
 * a throw of the function is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const half = C.taskify((n: number, callback: (e: string | null, r?: number) => void) =>
 *   n % 2 === 0 ? callback(null, n / 2) : callback(`${n} is odd`)
 * )
 * assert.strictEqual(await run(half(2)), 1)
 * assert.deepStrictEqual(await runExit(half(3)), Exit.fail('3 is odd'))
 *
 * @category lifting
 * @since 0.1.0
 */
export const taskify: {
  <L, R>(f: (cb: (e: L | null | undefined, r?: R) => void) => void): () => Coroutine<unknown, L, R>
  <A, L, R>(f: (a: A, cb: (e: L | null | undefined, r?: R) => void) => void): (a: A) => Coroutine<unknown, L, R>
  <A, B, L, R>(
    f: (a: A, b: B, cb: (e: L | null | undefined, r?: R) => void) => void
  ): (a: A, b: B) => Coroutine<unknown, L, R>
  <A, B, C, L, R>(
    f: (a: A, b: B, c: C, cb: (e: L | null | undefined, r?: R) => void) => void
  ): (a: A, b: B, c: C) => Coroutine<unknown, L, R>
  <A, B, C, D, L, R>(
    f: (a: A, b: B, c: C, d: D, cb: (e: L | null | undefined, r?: R) => void) => void
  ): (a: A, b: B, c: C, d: D) => Coroutine<unknown, L, R>
  <A, B, C, D, E, L, R>(
    f: (a: A, b: B, c: C, d: D, e: E, cb: (e: L | null | undefined, r?: R) => void) => void
  ): (a: A, b: B, c: C, d: D, e: E) => Coroutine<unknown, L, R>
} =
  (f: (...a: Array<never>) => void) =>
  (...a: ReadonlyArray<unknown>): Op =>
    ofTaskEither(
      () =>
        new Promise((resolve) => {
          const callback = (e: unknown, r?: unknown): void =>
            resolve(e === null || e === undefined ? eitherRight(r) : eitherLeft(e))
          f(...(a as ReadonlyArray<never>), callback as never)
        })
    )

/**
 * A function to `IO`s as a function to coroutines.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const push = (log: Array<string>) => (line: string) => () => log.push(line)
 * const log: Array<string> = []
 * assert.strictEqual(await run(C.fromIOK(push(log))('line')), 1)
 * assert.deepStrictEqual(log, ['line'])
 *
 * @category lifting
 * @since 0.1.0
 */
export const fromIOK: <A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => IO<B>
) => <R = unknown, E = never>(...a: A) => Coroutine<R, E, B> =
  (f) =>
  (...a) =>
    new Op(Tag.Sync, () => f(...a)(), null)

/**
 * A function to `Task`s as a function to coroutines.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const twice = C.fromTaskK((n: number) => async () => n * 2)
 * assert.strictEqual(await run(twice(2)), 4)
 *
 * @category lifting
 * @since 0.1.0
 */
export const fromTaskK: <A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => Task<B>
) => <R = unknown, E = never>(...a: A) => Coroutine<R, E, B> =
  (f) =>
  (...a) =>
    taskOp(() => f(...a)())

/**
 * A function to `Either`s as a function to coroutines.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * const half = C.fromEitherK((n: number) => (n % 2 === 0 ? E.right(n / 2) : E.left(`${n} is odd`)))
 * assert.strictEqual(await run(half(2)), 1)
 * assert.deepStrictEqual(await runExit(half(3)), Exit.fail('3 is odd'))
 *
 * @category lifting
 * @since 0.1.0
 */
export const fromEitherK: <E, A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => Either<E, B>
) => <R = unknown>(...a: A) => Coroutine<R, E, B> =
  (f) =>
  (...a) =>
    new Op(Tag.Suspend, () => ofEither(f(...a)), null)

/**
 * A function to `Option`s as a function to coroutines.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * const first = C.fromOptionK(() => 'empty')((text: string) => (text === '' ? O.none : O.some(text.charAt(0))))
 * assert.strictEqual(await run(first('abc')), 'a')
 * assert.deepStrictEqual(await runExit(first('')), Exit.fail('empty'))
 *
 * @category lifting
 * @since 0.1.0
 */
export const fromOptionK: <E>(
  onNone: LazyArg<E>
) => <A extends ReadonlyArray<unknown>, B>(f: (...a: A) => Option<B>) => <R = unknown>(...a: A) => Coroutine<R, E, B> =
  (onNone) =>
  (f) =>
  (...a) =>
    new Op(Tag.Suspend, () => ofOption(onNone)(f(...a)), null)

/**
 * A function to `IOEither`s as a function to coroutines.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * const half = C.fromIOEitherK((n: number) => () => (n % 2 === 0 ? E.right(n / 2) : E.left(`${n} is odd`)))
 * assert.strictEqual(await run(half(2)), 1)
 * assert.deepStrictEqual(await runExit(half(3)), Exit.fail('3 is odd'))
 *
 * @category lifting
 * @since 0.1.0
 */
export const fromIOEitherK: <E, A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => IOEither<E, B>
) => <R = unknown>(...a: A) => Coroutine<R, E, B> =
  (f) =>
  (...a) =>
    new Op(Tag.Suspend, () => ofEither(f(...a)()), null)

/**
 * A function to `TaskEither`s as a function to coroutines.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 * import * as assert from 'node:assert'
 *
 * const half = C.fromTaskEitherK((n: number) => (n % 2 === 0 ? TE.right(n / 2) : TE.left(`${n} is odd`)))
 * assert.strictEqual(await run(half(2)), 1)
 * assert.deepStrictEqual(await runExit(half(3)), Exit.fail('3 is odd'))
 *
 * @category lifting
 * @since 0.1.0
 */
export const fromTaskEitherK: <E, A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => TaskEither<E, B>
) => <R = unknown>(...a: A) => Coroutine<R, E, B> =
  (f) =>
  (...a) =>
    ofTaskEither(() => f(...a)())

/**
 * A function to `Reader`s as a function to coroutines.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const greet = C.fromReaderK((name: string) => (env: { readonly greeting: string }) => `${env.greeting} ${name}`)
 * assert.strictEqual(await run(pipe(greet('ann'), C.provide({ greeting: 'hello' }))), 'hello ann')
 *
 * @category lifting
 * @since 0.1.0
 */
export const fromReaderK: <A extends ReadonlyArray<unknown>, R, B>(
  f: (...a: A) => Reader<R, B>
) => <E = never>(...a: A) => Coroutine<R, E, B> =
  (f) =>
  (...a) =>
    new Op(Tag.Asks, (env: never) => f(...a)(env), null)

/**
 * A function to `ReaderIO`s as a function to coroutines.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const greet = C.fromReaderIOK((name: string) => (env: { readonly greeting: string }) => () => `${env.greeting} ${name}`)
 * assert.strictEqual(await run(pipe(greet('ann'), C.provide({ greeting: 'hello' }))), 'hello ann')
 *
 * @category lifting
 * @since 0.1.0
 */
export const fromReaderIOK: <A extends ReadonlyArray<unknown>, R, B>(
  f: (...a: A) => ReaderIO<R, B>
) => <E = never>(...a: A) => Coroutine<R, E, B> =
  (f) =>
  (...a) =>
    new Op(Tag.Asks, (env: never) => f(...a)(env)(), null)

/**
 * A function to `ReaderTask`s as a function to coroutines.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const get = C.fromReaderTaskK((path: string) => (env: { readonly host: string }) => async () => env.host + path)
 * assert.strictEqual(await run(pipe(get('/a'), C.provide({ host: 'localhost' }))), 'localhost/a')
 *
 * @category lifting
 * @since 0.1.0
 */
export const fromReaderTaskK: <A extends ReadonlyArray<unknown>, R, B>(
  f: (...a: A) => ReaderTask<R, B>
) => <E = never>(...a: A) => Coroutine<R, E, B> =
  (f) =>
  (...a) =>
    withEnv((env) => taskOp(f(...a)(env)))

/**
 * A function to `ReaderEither`s as a function to coroutines.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const allowed = C.fromReaderEitherK(
 *   (user: string) => (env: { readonly users: ReadonlyArray<string> }) =>
 *     env.users.includes(user) ? E.right(user) : E.left(`${user} may not`)
 * )
 * assert.strictEqual(await run(pipe(allowed('ann'), C.provide({ users: ['ann'] }))), 'ann')
 * assert.deepStrictEqual(await runExit(pipe(allowed('bob'), C.provide({ users: ['ann'] }))), Exit.fail('bob may not'))
 *
 * @category lifting
 * @since 0.1.0
 */
export const fromReaderEitherK: <R, E, A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => ReaderEither<R, E, B>
) => (...a: A) => Coroutine<R, E, B> =
  (f) =>
  (...a) =>
    withEnv((env) => ofEither(f(...a)(env)))

/**
 * A function to `ReaderTaskEither`s as a function to coroutines.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const allowed = C.fromReaderTaskEitherK(
 *   (user: string) => (env: { readonly users: ReadonlyArray<string> }) =>
 *     env.users.includes(user) ? TE.right(user) : TE.left(`${user} may not`)
 * )
 * assert.strictEqual(await run(pipe(allowed('ann'), C.provide({ users: ['ann'] }))), 'ann')
 * assert.deepStrictEqual(await runExit(pipe(allowed('bob'), C.provide({ users: ['ann'] }))), Exit.fail('bob may not'))
 *
 * @category lifting
 * @since 0.1.0
 */
export const fromReaderTaskEitherK: <R, E, A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => ReaderTaskEither<R, E, B>
) => (...a: A) => Coroutine<R, E, B> =
  (f) =>
  (...a) =>
    withEnv((env) => ofTaskEither(f(...a)(env)))

/**
 * A function that may answer `null` or `undefined` as a function to coroutines that fail then.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const ages = new Map([['ann', 30]])
 * const ageOf = C.liftNullable(
 *   (name: string) => ages.get(name),
 *   (name) => `no ${name}`
 * )
 * assert.strictEqual(await run(ageOf('ann')), 30)
 * assert.deepStrictEqual(await runExit(ageOf('bob')), Exit.fail('no bob'))
 *
 * @category lifting
 * @since 0.1.0
 */
export const liftNullable: <A extends ReadonlyArray<unknown>, B, E>(
  f: (...a: A) => B | null | undefined,
  onNullable: (...a: A) => E
) => <R = unknown>(...a: A) => Coroutine<R, E, NonNullable<B>> =
  (f, onNullable) =>
  (...a) =>
    new Op(
      Tag.Suspend,
      () => {
        const b = f(...a)
        return b === null || b === undefined ? fail(onNullable(...a)) : succeed(b)
      },
      null
    )

/**
 * A function to `Option`s as a function to coroutines that fail on `None`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * const first = C.liftOption(
 *   (text: string) => (text === '' ? O.none : O.some(text.charAt(0))),
 *   (text) => `nothing in "${text}"`
 * )
 * assert.strictEqual(await run(first('abc')), 'a')
 * assert.deepStrictEqual(await runExit(first('')), Exit.fail('nothing in ""'))
 *
 * @category lifting
 * @since 0.1.0
 */
export const liftOption: <A extends ReadonlyArray<unknown>, B, E>(
  f: (...a: A) => Option<B>,
  onNone: (...a: A) => E
) => <R = unknown>(...a: A) => Coroutine<R, E, B> =
  (f, onNone) =>
  (...a) =>
    new Op(Tag.Suspend, () => ofOption(() => onNone(...a))(f(...a)), null)

// -------------------------------------------------------------------------------------
// private instance functions
// -------------------------------------------------------------------------------------

const _map: Functor3<URI>['map'] = (fa, f) => new Op(Tag.Map, fa, f)

const _mapError: Bifunctor3<URI>['mapLeft'] = (fa, f) => new Op(Tag.MapError, fa, f)

const _bimap: Bifunctor3<URI>['bimap'] = (fa, f, g) => new Op(Tag.Map, new Op(Tag.MapError, fa, f), g)

const applyTo = (f: (a: unknown) => unknown, a: unknown): unknown => f(a)

const _apPar: Apply3<URI>['ap'] = (fab, fa) => pairOp(fab as Op, fa as Op, applyTo)

const _apSeq: Apply3<URI>['ap'] = (fab, fa) =>
  new Op(Tag.FlatMap, fab, (f: (a: never) => unknown) => new Op(Tag.Map, fa, f))

const _alt: Alt3<URI>['alt'] = (fa, that) => new Op(Tag.OrElse, fa, () => that())

const _chainRec: ChainRec3<URI>['chainRec'] = (a, f) => {
  const step = (next: Either<typeof a, unknown>): Op =>
    next._tag === 'Left' ? new Op(Tag.FlatMap, f(next.left), step) : succeed(next.right)
  return new Op(Tag.Suspend, () => step(eitherLeft(a)), null)
}

// -------------------------------------------------------------------------------------
// mapping
// -------------------------------------------------------------------------------------

/**
 * Changes the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = pipe(
 *   C.of(1),
 *   C.map((n) => n + 1)
 * )
 * assert.strictEqual(await run(program), 2)
 *
 * @category mapping
 * @since 0.1.0
 */
export const map: <A, B>(f: (a: A) => B) => <R, E>(fa: Coroutine<R, E, A>) => Coroutine<R, E, B> = (f) =>
  mapBy.bind(callable(f, 'map'))

/**
 * Replaces the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(pipe(C.sleep(1), C.as('awake'))), 'awake')
 *
 * @category mapping
 * @since 0.1.0
 */
export const as: {
  <A>(a: A): <R, E, _>(self: Coroutine<R, E, _>) => Coroutine<R, E, A>
  <R, E, _, A>(self: Coroutine<R, E, _>, a: A): Coroutine<R, E, A>
} = /*#__PURE__*/ dual2((self, a) => new Op(Tag.Map, self, () => a))

const toUndefined = (): void => undefined

/**
 * Drops the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.asUnit(C.of(1))), undefined)
 *
 * @category mapping
 * @since 0.1.0
 */
export const asUnit: <R, E, _>(self: Coroutine<R, E, _>) => Coroutine<R, E, void> = (self) =>
  new Op(Tag.Map, self, toUndefined)

/**
 * Applies a function that is the value to an argument.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = pipe(
 *   C.of((n: number) => n + 1),
 *   C.flap(1)
 * )
 * assert.strictEqual(await run(program), 2)
 *
 * @category mapping
 * @since 0.1.0
 */
export const flap: <A>(a: A) => <R, E, B>(fab: Coroutine<R, E, (a: A) => B>) => Coroutine<R, E, B> = (a) => (fab) =>
  new Op(Tag.Map, fab, (f: (_: typeof a) => unknown) => f(a))

// -------------------------------------------------------------------------------------
// ap
// -------------------------------------------------------------------------------------

/**
 * Applies a function to a value, both computed side by side; the first failure interrupts the other side.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const add = (a: number) => (b: number) => a + b
 * const program = pipe(C.of(add), C.ap(C.of(1)), C.ap(C.of(2)))
 * assert.strictEqual(await run(program), 3)
 *
 * @category ap
 * @since 0.1.0
 */
export const ap: <R, E, A>(fa: Coroutine<R, E, A>) => <B>(fab: Coroutine<R, E, (a: A) => B>) => Coroutine<R, E, B> =
  (fa) => (fab) =>
    _apPar(fab, fa)

/**
 * `ap` where both sides may need and fail with different types.
 *
 * @category ap
 * @since 0.1.0
 */
export const apW: <R2, E2, A>(
  fa: Coroutine<R2, E2, A>
) => <R1, E1, B>(fab: Coroutine<R1, E1, (a: A) => B>) => Coroutine<R1 & R2, E1 | E2, B> = ap as never

const firstOf = (first: unknown): unknown => first

const secondOf = (_: unknown, second: unknown): unknown => second

/**
 * Runs two coroutines side by side and ends with the value of the first; the first failure interrupts the other side.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(pipe(C.of(1), C.apFirst(C.of('second')))), 1)
 *
 * @category ap
 * @since 0.1.0
 */
export const apFirst: <R, E, B>(second: Coroutine<R, E, B>) => <A>(first: Coroutine<R, E, A>) => Coroutine<R, E, A> =
  (second) => (first) =>
    pairOp(first as Op, second as Op, firstOf)

/**
 * `apFirst` where both sides may need and fail with different types.
 *
 * @category ap
 * @since 0.1.0
 */
export const apFirstW: <R2, E2, B>(
  second: Coroutine<R2, E2, B>
) => <R1, E1, A>(first: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A> = apFirst as never

/**
 * Runs two coroutines side by side and ends with the value of the second; the first failure interrupts the other side.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(pipe(C.of(1), C.apSecond(C.of('second')))), 'second')
 *
 * @category ap
 * @since 0.1.0
 */
export const apSecond: <R, E, B>(second: Coroutine<R, E, B>) => <A>(first: Coroutine<R, E, A>) => Coroutine<R, E, B> =
  (second) => (first) =>
    pairOp(first as Op, second as Op, secondOf)

/**
 * `apSecond` where both sides may need and fail with different types.
 *
 * @category ap
 * @since 0.1.0
 */
export const apSecondW: <R2, E2, B>(
  second: Coroutine<R2, E2, B>
) => <R1, E1, A>(first: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, B> = apSecond as never

// -------------------------------------------------------------------------------------
// sequencing
// -------------------------------------------------------------------------------------

/**
 * Goes on with a coroutine made of the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const half = (n: number) => (n % 2 === 0 ? C.of(n / 2) : C.left(`${n} is odd`))
 * assert.strictEqual(await run(pipe(C.of(8), C.flatMap(half), C.flatMap(half))), 2)
 * assert.deepStrictEqual(await runExit(C.flatMap(C.of(3), half)), Exit.fail('3 is odd'))
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMap: {
  <A, R2, E2, B>(
    f: (a: A) => Coroutine<R2, E2, B>
  ): <R1, E1>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, B>
  <R1, E1, A, R2, E2, B>(ma: Coroutine<R1, E1, A>, f: (a: A) => Coroutine<R2, E2, B>): Coroutine<R1 & R2, E1 | E2, B>
} = function (first: unknown, second?: unknown): never {
  return (
    arguments.length > 1
      ? new Op(Tag.FlatMap, first, callable(second, 'flatMap'))
      : flatMapBy.bind(callable(first, 'flatMap'))
  ) as never
}

/**
 * Goes on with the coroutine that is the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.flatten(C.of(C.of(1)))), 1)
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatten: <R, E, A>(mma: Coroutine<R, E, Coroutine<R, E, A>>) => Coroutine<R, E, A> = (mma) =>
  new Op(Tag.FlatMap, mma, identity)

/**
 * `flatten` where both coroutines may need and fail with different types.
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flattenW: <R1, E1, R2, E2, A>(
  mma: Coroutine<R1, E1, Coroutine<R2, E2, A>>
) => Coroutine<R1 & R2, E1 | E2, A> = flatten as never

/**
 * Goes on with an `Either` made of the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const half = (n: number) => (n % 2 === 0 ? E.right(n / 2) : E.left(`${n} is odd`))
 * assert.strictEqual(await run(pipe(C.of(2), C.flatMapEither(half))), 1)
 * assert.deepStrictEqual(await runExit(pipe(C.of(3), C.flatMapEither(half))), Exit.fail('3 is odd'))
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMapEither: {
  <A, E2, B>(f: (a: A) => Either<E2, B>): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>
  <R, E1, A, E2, B>(self: Coroutine<R, E1, A>, f: (a: A) => Either<E2, B>): Coroutine<R, E1 | E2, B>
} = /*#__PURE__*/ dual2(
  (self, f: (a: unknown) => Either<unknown, unknown>) => new Op(Tag.FlatMap, self, (a: unknown) => ofEither(f(a)))
)

/**
 * Goes on with an `Option` made of the value; `None` is a typed failure.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const first = C.flatMapOption(
 *   (text: string) => (text === '' ? O.none : O.some(text.charAt(0))),
 *   () => 'empty'
 * )
 * assert.strictEqual(await run(pipe(C.of('abc'), first)), 'a')
 * assert.deepStrictEqual(await runExit(pipe(C.of(''), first)), Exit.fail('empty'))
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMapOption: {
  <A, B, E2>(
    f: (a: A) => Option<B>,
    onNone: (a: A) => E2
  ): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>
  <R, E1, A, B, E2>(self: Coroutine<R, E1, A>, f: (a: A) => Option<B>, onNone: (a: A) => E2): Coroutine<R, E1 | E2, B>
} = /*#__PURE__*/ dual3(
  (self, f: (a: unknown) => Option<unknown>, onNone: (a: unknown) => unknown) =>
    new Op(Tag.FlatMap, self, (a: unknown) => ofOption(() => onNone(a))(f(a)))
)

/**
 * Goes on with a function of the value; `null` and `undefined` are typed failures.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const ages = new Map([['ann', 30]])
 * const age = C.flatMapNullable(
 *   (name: string) => ages.get(name),
 *   (name) => `no ${name}`
 * )
 * assert.strictEqual(await run(pipe(C.of('ann'), age)), 30)
 * assert.deepStrictEqual(await runExit(pipe(C.of('bob'), age)), Exit.fail('no bob'))
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMapNullable: {
  <A, B, E2>(
    f: (a: A) => B | null | undefined,
    onNullable: (a: A) => E2
  ): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, NonNullable<B>>
  <R, E1, A, B, E2>(
    self: Coroutine<R, E1, A>,
    f: (a: A) => B | null | undefined,
    onNullable: (a: A) => E2
  ): Coroutine<R, E1 | E2, NonNullable<B>>
} = /*#__PURE__*/ dual3(
  (self, f: (a: unknown) => unknown, onNullable: (a: unknown) => unknown) =>
    new Op(Tag.FlatMap, self, (a: unknown) => {
      const b = f(a)
      return b === null || b === undefined ? fail(onNullable(a)) : succeed(b)
    })
)

/**
 * Goes on with an `IO` made of the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(pipe(C.of(1), C.flatMapIO((n) => () => n + 1))), 2)
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMapIO: {
  <A, B>(f: (a: A) => IO<B>): <R, E>(self: Coroutine<R, E, A>) => Coroutine<R, E, B>
  <R, E, A, B>(self: Coroutine<R, E, A>, f: (a: A) => IO<B>): Coroutine<R, E, B>
} = /*#__PURE__*/ dual2((self, f: (a: unknown) => IO<unknown>) => new Op(Tag.Map, self, (a: unknown) => f(a)()))

/**
 * Goes on with a `Task` made of the value; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(pipe(C.of(1), C.flatMapTask((n) => async () => n + 1))), 2)
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMapTask: {
  <A, B>(f: (a: A) => Task<B>): <R, E>(self: Coroutine<R, E, A>) => Coroutine<R, E, B>
  <R, E, A, B>(self: Coroutine<R, E, A>, f: (a: A) => Task<B>): Coroutine<R, E, B>
} = /*#__PURE__*/ dual2(
  (self, f: (a: unknown) => Task<unknown>) => new Op(Tag.FlatMap, self, (a: unknown) => taskOp(f(a)))
)

/**
 * Goes on with an `IOEither` made of the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const half = (n: number) => () => (n % 2 === 0 ? E.right(n / 2) : E.left(`${n} is odd`))
 * assert.strictEqual(await run(pipe(C.of(2), C.flatMapIOEither(half))), 1)
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMapIOEither: {
  <A, E2, B>(f: (a: A) => IOEither<E2, B>): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>
  <R, E1, A, E2, B>(self: Coroutine<R, E1, A>, f: (a: A) => IOEither<E2, B>): Coroutine<R, E1 | E2, B>
} = /*#__PURE__*/ dual2(
  (self, f: (a: unknown) => IOEither<unknown, unknown>) => new Op(Tag.FlatMap, self, (a: unknown) => ofEither(f(a)()))
)

/**
 * Goes on with a `TaskEither` made of the value; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const half = (n: number) => (n % 2 === 0 ? TE.right(n / 2) : TE.left(`${n} is odd`))
 * assert.strictEqual(await run(pipe(C.of(2), C.flatMapTaskEither(half))), 1)
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMapTaskEither: {
  <A, E2, B>(f: (a: A) => TaskEither<E2, B>): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>
  <R, E1, A, E2, B>(self: Coroutine<R, E1, A>, f: (a: A) => TaskEither<E2, B>): Coroutine<R, E1 | E2, B>
} = /*#__PURE__*/ dual2(
  (self, f: (a: unknown) => TaskEither<unknown, unknown>) =>
    new Op(Tag.FlatMap, self, (a: unknown) => ofTaskEither(f(a)))
)

/**
 * Goes on with a `Reader` made of the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const greet = (name: string) => (env: { readonly greeting: string }) => `${env.greeting} ${name}`
 * const program = pipe(C.of('ann'), C.flatMapReader(greet), C.provide({ greeting: 'hello' }))
 * assert.strictEqual(await run(program), 'hello ann')
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMapReader: {
  <A, R2, B>(f: (a: A) => Reader<R2, B>): <R1, E>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, B>
  <R1, E, A, R2, B>(self: Coroutine<R1, E, A>, f: (a: A) => Reader<R2, B>): Coroutine<R1 & R2, E, B>
} = /*#__PURE__*/ dual2(
  (self, f: (a: unknown) => unknown) => new Op(Tag.FlatMap, self, (a: unknown) => new Op(Tag.Asks, f(a), null))
)

/**
 * Goes on with a `ReaderIO` made of the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const greet = (name: string) => (env: { readonly greeting: string }) => () => `${env.greeting} ${name}`
 * const program = pipe(C.of('ann'), C.flatMapReaderIO(greet), C.provide({ greeting: 'hello' }))
 * assert.strictEqual(await run(program), 'hello ann')
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMapReaderIO: {
  <A, R2, B>(f: (a: A) => ReaderIO<R2, B>): <R1, E>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, B>
  <R1, E, A, R2, B>(self: Coroutine<R1, E, A>, f: (a: A) => ReaderIO<R2, B>): Coroutine<R1 & R2, E, B>
} = /*#__PURE__*/ dual2(
  (self, f: (a: unknown) => ReaderIO<unknown, unknown>) =>
    new Op(Tag.FlatMap, self, (a: unknown) => new Op(Tag.Asks, (env: unknown) => f(a)(env)(), null))
)

/**
 * Goes on with a `ReaderTask` made of the value; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const get = (path: string) => (env: { readonly host: string }) => async () => env.host + path
 * const program = pipe(C.of('/a'), C.flatMapReaderTask(get), C.provide({ host: 'localhost' }))
 * assert.strictEqual(await run(program), 'localhost/a')
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMapReaderTask: {
  <A, R2, B>(f: (a: A) => ReaderTask<R2, B>): <R1, E>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, B>
  <R1, E, A, R2, B>(self: Coroutine<R1, E, A>, f: (a: A) => ReaderTask<R2, B>): Coroutine<R1 & R2, E, B>
} = /*#__PURE__*/ dual2(
  (self, f: (a: unknown) => ReaderTask<never, unknown>) =>
    new Op(Tag.FlatMap, self, (a: unknown) => withEnv((env) => taskOp(f(a)(env))))
)

/**
 * Goes on with a `ReaderEither` made of the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const allowed = (user: string) => (env: { readonly users: ReadonlyArray<string> }) =>
 *   env.users.includes(user) ? E.right(user) : E.left(`${user} may not`)
 * const program = pipe(C.of('ann'), C.flatMapReaderEither(allowed), C.provide({ users: ['ann'] }))
 * assert.strictEqual(await run(program), 'ann')
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMapReaderEither: {
  <A, R2, E2, B>(
    f: (a: A) => ReaderEither<R2, E2, B>
  ): <R1, E1>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, B>
  <R1, E1, A, R2, E2, B>(
    self: Coroutine<R1, E1, A>,
    f: (a: A) => ReaderEither<R2, E2, B>
  ): Coroutine<R1 & R2, E1 | E2, B>
} = /*#__PURE__*/ dual2(
  (self, f: (a: unknown) => ReaderEither<never, unknown, unknown>) =>
    new Op(Tag.FlatMap, self, (a: unknown) => withEnv((env) => ofEither(f(a)(env))))
)

/**
 * Goes on with a `ReaderTaskEither` made of the value; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const allowed = (user: string) => (env: { readonly users: ReadonlyArray<string> }) =>
 *   env.users.includes(user) ? TE.right(user) : TE.left(`${user} may not`)
 * const program = pipe(C.of('ann'), C.flatMapReaderTaskEither(allowed), C.provide({ users: ['ann'] }))
 * assert.strictEqual(await run(program), 'ann')
 *
 * @category sequencing
 * @since 0.1.0
 */
export const flatMapReaderTaskEither: {
  <A, R2, E2, B>(
    f: (a: A) => ReaderTaskEither<R2, E2, B>
  ): <R1, E1>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, B>
  <R1, E1, A, R2, E2, B>(
    self: Coroutine<R1, E1, A>,
    f: (a: A) => ReaderTaskEither<R2, E2, B>
  ): Coroutine<R1 & R2, E1 | E2, B>
} = /*#__PURE__*/ dual2(
  (self, f: (a: unknown) => ReaderTaskEither<never, unknown, unknown>) =>
    new Op(Tag.FlatMap, self, (a: unknown) => withEnv((env) => ofTaskEither(f(a)(env))))
)

/**
 * Runs again and again, until it fails or is interrupted.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * let turns = 0
 * const program = C.forever(C.suspend(() => (++turns < 3 ? C.of(turns) : C.left('enough'))))
 * assert.deepStrictEqual(await runExit(program), Exit.fail('enough'))
 *
 * @category sequencing
 * @since 0.1.0
 */
export const forever: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, never> = (ma) => {
  const loop: Op = new Op(Tag.FlatMap, ma, () => loop)
  return loop
}

// -------------------------------------------------------------------------------------
// error handling
// -------------------------------------------------------------------------------------

/**
 * Tries another coroutine on a typed failure.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = pipe(
 *   C.left('no'),
 *   C.alt(() => C.right('another'))
 * )
 * assert.strictEqual(await run(program), 'another')
 *
 * @category error handling
 * @since 0.1.0
 */
export const alt: <R2, E2, B>(
  that: LazyArg<Coroutine<R2, E2, B>>
) => <R1, E1, A>(fa: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E2, A | B> = (that) => (fa) =>
  new Op(Tag.OrElse, fa, () => that())

/**
 * `alt`, which widens by itself.
 *
 * @category error handling
 * @since 0.1.0
 */
export const altW: typeof alt = alt

// -------------------------------------------------------------------------------------
// type lambdas
// -------------------------------------------------------------------------------------

/**
 * The name under which fp-ts' type classes know coroutines.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(C.URI, 'fiber-ts/Coroutine')
 *
 * @category type lambdas
 * @since 0.1.0
 */
export const URI = 'fiber-ts/Coroutine'

/**
 * The type of `URI`.
 *
 * @category type lambdas
 * @since 0.1.0
 */
export type URI = typeof URI

declare module 'fp-ts/HKT' {
  interface URItoKind3<R, E, A> {
    readonly 'fiber-ts/Coroutine': Coroutine<R, E, A>
  }
}

// -------------------------------------------------------------------------------------
// filtering
// -------------------------------------------------------------------------------------

/**
 * Fails if a predicate does not hold for the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const positive = C.filterOrElse(
 *   (n: number) => n > 0,
 *   (n) => `${n} is not positive`
 * )
 * assert.strictEqual(await run(positive(C.of(1))), 1)
 * assert.deepStrictEqual(await runExit(positive(C.of(-1))), Exit.fail('-1 is not positive'))
 *
 * @category filtering
 * @since 0.1.0
 */
export const filterOrElse: {
  <A, B extends A, E2>(
    refinement: Refinement<A, B>,
    onFalse: (a: A) => E2
  ): <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>
  <A, E2>(
    predicate: Predicate<A>,
    onFalse: (a: A) => E2
  ): <R, E1, B extends A>(mb: Coroutine<R, E1, B>) => Coroutine<R, E1 | E2, B>
} =
  <A, E>(predicate: Predicate<A>, onFalse: (a: A) => E) =>
  (ma: unknown): Op =>
    new Op(Tag.FlatMap, ma, (a: A) => (predicate(a) ? succeed(a) : fail(onFalse(a))))

/**
 * `Compactable` for an error type with an empty value, which stands for what is left out.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as Str from 'fp-ts/lib/string.js'
 * import * as assert from 'node:assert'
 *
 * const { compact } = C.getCompactable(Str.Monoid)
 * assert.strictEqual(await run(compact(C.of(O.some(1)))), 1)
 * assert.deepStrictEqual(await runExit(compact(C.of(O.none))), Exit.fail(''))
 *
 * @category filtering
 * @since 0.1.0
 */
export const getCompactable: <E>(M: Monoid<E>) => Compactable3C<URI, E> = (M) => {
  const F = getFilterable(M)
  return { URI, _E: undefined as never, compact: F.compact, separate: F.separate }
}

/**
 * `Filterable` for an error type with an empty value, which stands for what is left out.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as Str from 'fp-ts/lib/string.js'
 * import * as assert from 'node:assert'
 *
 * const { filter } = C.getFilterable(Str.Monoid)
 * assert.strictEqual(await run(filter(C.of(1), (n) => n > 0)), 1)
 * assert.deepStrictEqual(await runExit(filter(C.of(-1), (n) => n > 0)), Exit.fail(''))
 *
 * @category filtering
 * @since 0.1.0
 */
export const getFilterable: <E>(M: Monoid<E>) => Filterable3C<URI, E> = <E>(M: Monoid<E>): Filterable3C<URI, E> => {
  const empty = fail(M.empty)
  const filterMap: Filterable3C<URI, E>['filterMap'] = (fa, f) =>
    new Op(Tag.FlatMap, fa, (a: never) => {
      const b = f(a)
      return b._tag === 'Some' ? succeed(b.value) : empty
    })
  const partitionMap: Filterable3C<URI, E>['partitionMap'] = (fa, f) => ({
    left: filterMap(fa, (a) => {
      const b = f(a)
      return b._tag === 'Left' ? some(b.left) : none
    }),
    right: filterMap(fa, (a) => {
      const b = f(a)
      return b._tag === 'Right' ? some(b.right) : none
    })
  })
  const filter = (fa: Coroutine<unknown, E, unknown>, predicate: Predicate<unknown>): Op =>
    new Op(Tag.FlatMap, fa, (a: unknown) => (predicate(a) ? succeed(a) : empty))
  const partition = (fa: Coroutine<unknown, E, unknown>, predicate: Predicate<unknown>): { left: Op; right: Op } => ({
    left: filter(fa, (a) => !predicate(a)),
    right: filter(fa, predicate)
  })
  return {
    URI,
    _E: undefined as never,
    map: _map,
    compact: (fa) => filterMap(fa, identity),
    separate: (fa) => partitionMap(fa, identity),
    filter,
    filterMap,
    partition,
    partitionMap
  }
}

// -------------------------------------------------------------------------------------
// instances
// -------------------------------------------------------------------------------------

/**
 * An `Applicative` that collects typed errors instead of stopping at the first; `A` says whether it runs side by side
 * (`ApplyPar`) or in order (`ApplySeq`). Defects and interruptions stop it.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import * as RA from 'fp-ts/lib/ReadonlyArray.js'
 * import * as Str from 'fp-ts/lib/string.js'
 * import * as assert from 'node:assert'
 *
 * const Validation = C.getApplicativeCoroutineValidation(C.ApplyPar, Str.Semigroup)
 * const program = RA.sequence(Validation)([C.left('a'), C.of(1), C.left('b')])
 * assert.deepStrictEqual(await runExit(program), Exit.fail('ab'))
 *
 * @category error handling
 * @since 0.1.0
 */
export const getApplicativeCoroutineValidation: <E>(A: Apply3<URI>, S: Semigroup<E>) => Applicative3C<URI, E> = <E>(
  A: Apply3<URI>,
  S: Semigroup<E>
): Applicative3C<URI, E> => {
  type F = (a: unknown) => unknown
  const combine =
    (fab: Either<E, F>) =>
    (fa: Either<E, unknown>): Either<E, unknown> => {
      if (fab._tag === 'Right') return fa._tag === 'Right' ? eitherRight(fab.right(fa.right)) : fa
      return fa._tag === 'Right' ? fab : eitherLeft(S.concat(fab.left, fa.left))
    }
  const ap = (fab: Coroutine<unknown, E, F>, fa: Coroutine<unknown, E, unknown>): Op =>
    new Op(Tag.FlatMap, A.ap(A.map(toEither(fab), combine), toEither(fa)), ofEither)
  return { URI, _E: undefined as never, map: _map, of, ap: ap as never }
}

/**
 * An `Alt` that collects the typed errors of both alternatives when both fail.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as Str from 'fp-ts/lib/string.js'
 * import * as assert from 'node:assert'
 *
 * const { alt } = C.getAltCoroutineValidation(Str.Semigroup)
 * assert.deepStrictEqual(await runExit(alt(C.left('a'), () => C.left('b'))), Exit.fail('ab'))
 * assert.strictEqual(await run(alt(C.left('a'), () => C.of(1))), 1)
 *
 * @category error handling
 * @since 0.1.0
 */
export const getAltCoroutineValidation: <E>(S: Semigroup<E>) => Alt3C<URI, E> = (S) => ({
  URI,
  _E: undefined as never,
  map: _map,
  alt: (first, second) =>
    new Op(Tag.OrElse, first, (one: never) => new Op(Tag.MapError, second(), (other: never) => S.concat(one, other)))
})

/**
 * Maps values.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.Functor.map(C.of(1), (n) => n + 1)), 2)
 *
 * @category instances
 * @since 0.1.0
 */
export const Functor: Functor3<URI> = { URI, map: _map }

/**
 * Makes coroutines of values.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.Pointed.of(1)), 1)
 *
 * @category instances
 * @since 0.1.0
 */
export const Pointed: Pointed3<URI> = { URI, of }

/**
 * Applies side by side; the first failure interrupts the other side.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { sequenceT } from 'fp-ts/lib/Apply.js'
 * import * as assert from 'node:assert'
 *
 * const program = sequenceT(C.ApplyPar)(C.of(1), C.of('a'))
 * assert.deepStrictEqual(await run(program), [1, 'a'])
 *
 * @category instances
 * @since 0.1.0
 */
export const ApplyPar: Apply3<URI> = { URI, map: _map, ap: _apPar }

/**
 * Applies in order, the function first.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { sequenceS } from 'fp-ts/lib/Apply.js'
 * import * as assert from 'node:assert'
 *
 * const program = sequenceS(C.ApplySeq)({ a: C.of(1), b: C.of('a') })
 * assert.deepStrictEqual(await run(program), { a: 1, b: 'a' })
 *
 * @category instances
 * @since 0.1.0
 */
export const ApplySeq: Apply3<URI> = { URI, map: _map, ap: _apSeq }

/**
 * What traverses side by side; the first failure interrupts the rest. `traverseArray` does the same with less.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * const program = O.sequence(C.ApplicativePar)(O.some(C.of(1)))
 * assert.deepStrictEqual(await run(program), O.some(1))
 *
 * @category instances
 * @since 0.1.0
 */
export const ApplicativePar: Applicative3<URI> = { URI, map: _map, ap: _apPar, of }

/**
 * What traverses in order.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as RA from 'fp-ts/lib/ReadonlyArray.js'
 * import * as assert from 'node:assert'
 *
 * const program = RA.traverse(C.ApplicativeSeq)((n: number) => C.of(n + 1))([1, 2])
 * assert.deepStrictEqual(await run(program), [2, 3])
 *
 * @category instances
 * @since 0.1.0
 */
export const ApplicativeSeq: Applicative3<URI> = { URI, map: _map, ap: _apSeq, of }

/**
 * Goes on with coroutines made of values.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.Chain.chain(C.of(1), (n) => C.of(n + 1))), 2)
 *
 * @category instances
 * @since 0.1.0
 */
export const Chain: Chain3<URI> = { URI, map: _map, ap: _apPar, chain: flatMap }

/**
 * Loops of any length in constant stack.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * const sum = C.ChainRec.chainRec({ n: 100_000, total: 0 }, ({ n, total }) =>
 *   C.of(n === 0 ? E.right(total) : E.left({ n: n - 1, total: total + n }))
 * )
 * assert.strictEqual(await run(sum), 5_000_050_000)
 *
 * @category instances
 * @since 0.1.0
 */
export const ChainRec: ChainRec3<URI> = { URI, map: _map, ap: _apPar, chain: flatMap, chainRec: _chainRec }

/**
 * The monad; as in fp-ts, its `ap` runs side by side.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.Monad.chain(C.Monad.of(1), (n) => C.of(n + 1))), 2)
 *
 * @category instances
 * @since 0.1.0
 */
export const Monad: Monad3<URI> = { URI, map: _map, ap: _apPar, of, chain: flatMap }

/**
 * The monad, with `fromIO`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.MonadIO.fromIO(() => 1)), 1)
 *
 * @category instances
 * @since 0.1.0
 */
export const MonadIO: MonadIO3<URI> = { URI, map: _map, ap: _apPar, of, chain: flatMap, fromIO }

/**
 * The monad, with `fromIO` and `fromTask`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.MonadTask.fromTask(async () => 1)), 1)
 *
 * @category instances
 * @since 0.1.0
 */
export const MonadTask: MonadTask3<URI> = { URI, map: _map, ap: _apPar, of, chain: flatMap, fromIO, fromTask }

/**
 * The monad, with `throwError`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await runExit(C.MonadThrow.throwError('no')), Exit.fail('no'))
 *
 * @category instances
 * @since 0.1.0
 */
export const MonadThrow: MonadThrow3<URI> = { URI, map: _map, ap: _apPar, of, chain: flatMap, throwError }

/**
 * Maps typed errors and values.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await runExit(C.Bifunctor.mapLeft(C.left('no'), (e) => e.length)), Exit.fail(2))
 *
 * @category instances
 * @since 0.1.0
 */
export const Bifunctor: Bifunctor3<URI> = { URI, bimap: _bimap, mapLeft: _mapError }

/**
 * Tries alternatives on typed failures.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { altAll } from 'fp-ts/lib/Alt.js'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(altAll(C.Alt)<unknown, string, number>(C.left('no'))([C.of(1), C.of(2)])), 1)
 *
 * @category instances
 * @since 0.1.0
 */
export const Alt: Alt3<URI> = { URI, map: _map, alt: _alt }

/**
 * Makes coroutines of `Either`s.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.FromEither.fromEither(E.right(1))), 1)
 *
 * @category instances
 * @since 0.1.0
 */
export const FromEither: FromEither3<URI> = { URI, fromEither }

/**
 * Makes coroutines of `IO`s.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.FromIO.fromIO(() => 1)), 1)
 *
 * @category instances
 * @since 0.1.0
 */
export const FromIO: FromIO3<URI> = { URI, fromIO }

/**
 * Makes coroutines of `Task`s.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(C.FromTask.fromTask(async () => 1)), 1)
 *
 * @category instances
 * @since 0.1.0
 */
export const FromTask: FromTask3<URI> = { URI, fromIO, fromTask }

/**
 * Makes coroutines of `Reader`s.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const port = C.FromReader.fromReader((env: { readonly port: number }) => env.port)
 * assert.strictEqual(await run(pipe(port, C.provide({ port: 80 }))), 80)
 *
 * @category instances
 * @since 0.1.0
 */
export const FromReader: FromReader3<URI> = { URI, fromReader }

// -------------------------------------------------------------------------------------
// combinators
// -------------------------------------------------------------------------------------

/**
 * Does something with the value, and keeps the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<number> = []
 * const program = pipe(
 *   C.of(1),
 *   C.tap((n) => C.fromIO(() => log.push(n)))
 * )
 * assert.strictEqual(await run(program), 1)
 * assert.deepStrictEqual(log, [1])
 *
 * @category combinators
 * @since 0.1.0
 */
export const tap: {
  <R1, E1, A, R2, E2, _>(self: Coroutine<R1, E1, A>, f: (a: A) => Coroutine<R2, E2, _>): Coroutine<R1 & R2, E1 | E2, A>
  <A, R2, E2, _>(
    f: (a: A) => Coroutine<R2, E2, _>
  ): <R1, E1>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A>
} = function (first: unknown, second?: unknown): never {
  return (
    arguments.length > 1
      ? keep(first as never, callable(second as never, 'tap'))
      : tapBy.bind(callable(first as never, 'tap'))
  ) as never
}

/**
 * Runs an `IO` made of the value, and keeps the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const program = pipe(
 *   C.of('value'),
 *   C.tapIO((line) => () => log.push(line))
 * )
 * assert.strictEqual(await run(program), 'value')
 * assert.deepStrictEqual(log, ['value'])
 *
 * @category combinators
 * @since 0.1.0
 */
export const tapIO: {
  <A, _>(f: (a: A) => IO<_>): <R, E>(self: Coroutine<R, E, A>) => Coroutine<R, E, A>
  <R, E, A, _>(self: Coroutine<R, E, A>, f: (a: A) => IO<_>): Coroutine<R, E, A>
} = /*#__PURE__*/ dual2(
  (self, f: (a: unknown) => IO<unknown>) =>
    new Op(Tag.Map, self, (a: unknown) => {
      f(a)()
      return a
    })
)

/**
 * Runs a `Task` made of the value, and keeps the value; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const program = pipe(
 *   C.of('value'),
 *   C.tapTask((line) => async () => log.push(line))
 * )
 * assert.strictEqual(await run(program), 'value')
 * assert.deepStrictEqual(log, ['value'])
 *
 * @category combinators
 * @since 0.1.0
 */
export const tapTask: {
  <A, _>(f: (a: A) => Task<_>): <R, E>(self: Coroutine<R, E, A>) => Coroutine<R, E, A>
  <R, E, A, _>(self: Coroutine<R, E, A>, f: (a: A) => Task<_>): Coroutine<R, E, A>
} = /*#__PURE__*/ dual2((self, f: (a: unknown) => Task<unknown>) => keep(self, (a) => taskOp(f(a))))

/**
 * Fails with the `Left` of an `Either` made of the value, and keeps the value otherwise.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const positive = (n: number) => (n > 0 ? E.right('ignored') : E.left(`${n} is not positive`))
 * assert.strictEqual(await run(pipe(C.of(1), C.tapEither(positive))), 1)
 * assert.deepStrictEqual(await runExit(pipe(C.of(-1), C.tapEither(positive))), Exit.fail('-1 is not positive'))
 *
 * @category combinators
 * @since 0.1.0
 */
export const tapEither: {
  <A, E2, _>(f: (a: A) => Either<E2, _>): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, A>
  <R, E1, A, E2, _>(self: Coroutine<R, E1, A>, f: (a: A) => Either<E2, _>): Coroutine<R, E1 | E2, A>
} = /*#__PURE__*/ dual2((self, f: (a: unknown) => Either<unknown, unknown>) => keep(self, (a) => ofEither(f(a))))

/**
 * Runs a `TaskEither` made of the value, and keeps the value; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const check = (n: number) => (n > 0 ? TE.right('ignored') : TE.left(`${n} is not positive`))
 * assert.strictEqual(await run(pipe(C.of(1), C.tapTaskEither(check))), 1)
 * assert.deepStrictEqual(await runExit(pipe(C.of(-1), C.tapTaskEither(check))), Exit.fail('-1 is not positive'))
 *
 * @category combinators
 * @since 0.1.0
 */
export const tapTaskEither: {
  <A, E2, _>(f: (a: A) => TaskEither<E2, _>): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, A>
  <R, E1, A, E2, _>(self: Coroutine<R, E1, A>, f: (a: A) => TaskEither<E2, _>): Coroutine<R, E1 | E2, A>
} = /*#__PURE__*/ dual2((self, f: (a: unknown) => TaskEither<unknown, unknown>) =>
  keep(self, (a) => ofTaskEither(f(a)))
)

/**
 * Runs a `Reader` made of the value, and keeps the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const program = pipe(
 *   C.of('value'),
 *   C.tapReader((line) => (env: { readonly log: Array<string> }) => env.log.push(line)),
 *   C.provide({ log })
 * )
 * assert.strictEqual(await run(program), 'value')
 * assert.deepStrictEqual(log, ['value'])
 *
 * @category combinators
 * @since 0.1.0
 */
export const tapReader: {
  <A, R2, _>(f: (a: A) => Reader<R2, _>): <R1, E>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A>
  <R1, E, A, R2, _>(self: Coroutine<R1, E, A>, f: (a: A) => Reader<R2, _>): Coroutine<R1 & R2, E, A>
} = /*#__PURE__*/ dual2((self, f: (a: unknown) => unknown) => keep(self, (a) => new Op(Tag.Asks, f(a), null)))

/**
 * Runs a `ReaderIO` made of the value, and keeps the value.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const program = pipe(
 *   C.of('value'),
 *   C.tapReaderIO((line) => (env: { readonly log: Array<string> }) => () => env.log.push(line)),
 *   C.provide({ log })
 * )
 * assert.strictEqual(await run(program), 'value')
 * assert.deepStrictEqual(log, ['value'])
 *
 * @category combinators
 * @since 0.1.0
 */
export const tapReaderIO: {
  <A, R2, _>(f: (a: A) => ReaderIO<R2, _>): <R1, E>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A>
  <R1, E, A, R2, _>(self: Coroutine<R1, E, A>, f: (a: A) => ReaderIO<R2, _>): Coroutine<R1 & R2, E, A>
} = /*#__PURE__*/ dual2((self, f: (a: unknown) => ReaderIO<unknown, unknown>) =>
  keep(self, (a) => new Op(Tag.Asks, (env: unknown) => f(a)(env)(), null))
)

/**
 * Runs a `ReaderTask` made of the value, and keeps the value; a rejection is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const program = pipe(
 *   C.of('value'),
 *   C.tapReaderTask((line) => (env: { readonly log: Array<string> }) => async () => env.log.push(line)),
 *   C.provide({ log })
 * )
 * assert.strictEqual(await run(program), 'value')
 * assert.deepStrictEqual(log, ['value'])
 *
 * @category combinators
 * @since 0.1.0
 */
export const tapReaderTask: {
  <A, R2, _>(f: (a: A) => ReaderTask<R2, _>): <R1, E>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A>
  <R1, E, A, R2, _>(self: Coroutine<R1, E, A>, f: (a: A) => ReaderTask<R2, _>): Coroutine<R1 & R2, E, A>
} = /*#__PURE__*/ dual2((self, f: (a: unknown) => ReaderTask<never, unknown>) =>
  keep(self, (a) => withEnv((env) => taskOp(f(a)(env))))
)

/**
 * Fails with the `Left` of a `ReaderEither` made of the value, and keeps the value otherwise.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const allowed = (user: string) => (env: { readonly users: ReadonlyArray<string> }) =>
 *   env.users.includes(user) ? E.right('ignored') : E.left(`${user} may not`)
 * const program = pipe(C.of('bob'), C.tapReaderEither(allowed), C.provide({ users: ['ann'] }))
 * assert.deepStrictEqual(await runExit(program), Exit.fail('bob may not'))
 *
 * @category combinators
 * @since 0.1.0
 */
export const tapReaderEither: {
  <A, R2, E2, _>(
    f: (a: A) => ReaderEither<R2, E2, _>
  ): <R1, E1>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A>
  <R1, E1, A, R2, E2, _>(
    self: Coroutine<R1, E1, A>,
    f: (a: A) => ReaderEither<R2, E2, _>
  ): Coroutine<R1 & R2, E1 | E2, A>
} = /*#__PURE__*/ dual2((self, f: (a: unknown) => ReaderEither<never, unknown, unknown>) =>
  keep(self, (a) => withEnv((env) => ofEither(f(a)(env))))
)

/**
 * Gives a name to the fiber that runs it, for messages and dumps.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = C.gen(function* () {
 *   const fiber = yield* C.fork(pipe(C.never, C.named('waiter')))
 *   yield* C.yieldNow
 *   return fiber.name
 * })
 * assert.strictEqual(await run(program), 'waiter')
 *
 * @category combinators
 * @since 0.1.0
 */
export const named: (name: string) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = (name) => (ma) =>
  new Op(Tag.Named, ma, name)

// -------------------------------------------------------------------------------------
// resources
// -------------------------------------------------------------------------------------

/**
 * Acquires a resource, uses it, and releases it however the use ended: with a value, a failure, a defect or an
 * interruption, as its `Exit` says. Acquiring and releasing are uninterruptible (an acquisition that may wait for long is
 * put in `interruptible`); fibers that the use has forked are interrupted before the release. A failure of the release is
 * added to the cause.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const say = (line: string) => C.fromIO<void>(() => void log.push(line))
 * const program = C.bracket(
 *   pipe(say('open'), C.as('file')),
 *   (file) => C.left(`cannot read ${file}`),
 *   (file, exit) => say(`close ${file} after ${exit._tag}`)
 * )
 * assert.deepStrictEqual(await runExit(program), Exit.fail('cannot read file'))
 * assert.deepStrictEqual(log, ['open', 'close file after Left'])
 *
 * @category resources
 * @since 0.1.0
 */
export const bracket: <R, E, A, B>(
  acquire: Coroutine<R, E, A>,
  use: (a: A) => Coroutine<R, E, B>,
  release: (a: A, e: Exit<E, B>) => Coroutine<R, E, void>
) => Coroutine<R, E, B> = (acquire, use, release) =>
  typeof use === 'function' && typeof release === 'function'
    ? new Op(Tag.Bracket, acquire, new ReleasingWithExit(use as never, release as never))
    : dieOf('bracket: a function', typeof use === 'function' ? release : use)

/**
 * `bracket` where each part may need and fail with different types.
 *
 * @category resources
 * @since 0.1.0
 */
export const bracketW: <R1, E1, A, R2, E2, B, R3, E3>(
  acquire: Coroutine<R1, E1, A>,
  use: (a: A) => Coroutine<R2, E2, B>,
  release: (a: A, e: Exit<E2, B>) => Coroutine<R3, E3, void>
) => Coroutine<R1 & R2 & R3, E1 | E2 | E3, B> = bracket as never

/**
 * Runs a finalizer however a coroutine ends, uninterruptible.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const program = pipe(C.left('no'), C.ensuring(C.fromIO(() => log.push('finalizer'))))
 * assert.deepStrictEqual(await runExit(program), Exit.fail('no'))
 * assert.deepStrictEqual(log, ['finalizer'])
 *
 * @category resources
 * @since 0.1.0
 */
export const ensuring: <R2>(
  finalizer: Coroutine<R2, never, unknown>
) => <R1, E, A>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A> = (finalizer) => ensuringBy.bind(finalizer)

/**
 * Runs a finalizer made of the `Exit` however a coroutine ends, uninterruptible.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const program = pipe(
 *   C.of(1),
 *   C.onExit((exit) => C.fromIO(() => log.push(exit._tag)))
 * )
 * assert.strictEqual(await run(program), 1)
 * assert.deepStrictEqual(log, ['Right'])
 *
 * @category resources
 * @since 0.1.0
 */
export const onExit: <E, A, R2>(
  f: (exit: Exit<E, A>) => Coroutine<R2, never, unknown>
) => <R1>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A> = (f) => {
  const g = callable(f, 'onExit')
  const finalizer = (cause: Op | null, a: unknown): unknown => g(exitWith(cause, a))
  return (ma) => new Op(Tag.OnExit, ma, finalizer)
}

/**
 * Runs a finalizer when a coroutine is interrupted, and only then, uninterruptible.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const program = pipe(C.never, C.onInterrupt(C.fromIO(() => log.push('stopped'))), C.timeoutOption(1))
 * assert.deepStrictEqual(await run(program), O.none)
 * assert.deepStrictEqual(log, ['stopped'])
 *
 * @category resources
 * @since 0.1.0
 */
export const onInterrupt: <R2>(
  finalizer: Coroutine<R2, never, unknown>
) => <R1, E, A>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A> = (finalizer) => (ma) =>
  new Op(Tag.OnInterrupt, ma, finalizer)

// -------------------------------------------------------------------------------------
// interruption
// -------------------------------------------------------------------------------------

/**
 * Puts off an interruption until the coroutine has ended.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const step = pipe(
 *   C.sleep(10),
 *   C.tapIO(() => () => log.push('written'))
 * )
 * await run(pipe(C.uninterruptible(step), C.timeoutOption(1)))
 * assert.deepStrictEqual(log, ['written'])
 *
 * @category interruption
 * @since 0.1.0
 */
export const uninterruptible: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = (ma) =>
  new Op(Tag.Uninterruptible, ma, null)

/**
 * Lets an interruption through, also inside an uninterruptible region.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = C.uninterruptible(pipe(C.interruptible(C.never), C.timeoutOption(1)))
 * assert.deepStrictEqual(await run(program), O.none)
 *
 * @category interruption
 * @since 0.1.0
 */
export const interruptible: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = (ma) =>
  new Op(Tag.Interruptible, ma, null)

/**
 * An uninterruptible region, with a function that makes a part of it as interruptible as it is outside.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const program = C.uninterruptibleMask((restore) =>
 *   pipe(restore(C.never), C.ensuring(C.fromIO(() => log.push('cleaned up'))))
 * )
 * assert.deepStrictEqual(await run(pipe(program, C.timeoutOption(1))), O.none)
 * assert.deepStrictEqual(log, ['cleaned up'])
 *
 * @category interruption
 * @since 0.1.0
 */
export const uninterruptibleMask: <R, E, A>(
  f: (restore: <R1, E1, A1>(ma: Coroutine<R1, E1, A1>) => Coroutine<R1, E1, A1>) => Coroutine<R, E, A>
) => Coroutine<R, E, A> = (f) => new Op(Tag.Mask, f, null)

/**
 * Waits for a coroutine that runs in a fiber of its own, which goes on to its end when the wait is interrupted.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const save = pipe(
 *   C.sleep(5),
 *   C.tapIO(() => () => log.push('saved'))
 * )
 * const program = pipe(
 *   C.shield(save),
 *   C.timeoutOption(1),
 *   C.flatMap(() => C.sleep(20))
 * )
 * await run(program)
 * assert.deepStrictEqual(log, ['saved'])
 *
 * @category interruption
 * @since 0.1.0
 */
export const shield: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = shieldOp as never

/**
 * Does not wait, on interruption, for the coroutine's finalizers: they run in the background.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const slowToStop = pipe(C.never, C.onInterrupt(C.sleep(10)))
 * const program = pipe(
 *   C.disconnect(slowToStop),
 *   C.ensuring(C.fromIO(() => log.push('gone on'))),
 *   C.timeoutOption(1),
 *   C.tapIO(() => () => log.push('timed out'))
 * )
 * await run(program)
 * assert.deepStrictEqual(log, ['gone on', 'timed out'])
 *
 * @category interruption
 * @since 0.1.0
 */
export const disconnect: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = disconnectOp as never

// -------------------------------------------------------------------------------------
// concurrency
// -------------------------------------------------------------------------------------

/**
 * Starts a coroutine in a fiber of its own, and gives the fiber. It is interrupted and awaited at the latest when the
 * innermost scope ends: the fiber's body, `Scope.scoped`, or the use of a `bracket`. Its failure does not fail the parent; one
 * that nobody has joined or awaited is kept until then, and reported.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = C.gen(function* () {
 *   const fiber = yield* C.fork(pipe(C.sleep(1), C.as('child')))
 *   return yield* Fiber.join(fiber)
 * })
 * assert.strictEqual(await run(program), 'child')
 *
 * @category concurrency
 * @since 0.1.0
 */
export const fork: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, Fiber<E, A>> = forkOp as never

/**
 * Starts a coroutine in a fiber that may outlive its parent, and gives the fiber. It is interrupted at shutdown; a
 * failure that nobody joins or awaits is reported.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const child = pipe(
 *   C.sleep(5),
 *   C.tapIO(() => () => log.push('daemon'))
 * )
 * const program = pipe(
 *   Scope.scoped(C.forkDaemon(child)),
 *   C.flatMap(() => C.sleep(20))
 * )
 * await run(program)
 * assert.deepStrictEqual(log, ['daemon'])
 *
 * @category concurrency
 * @since 0.1.0
 */
export const forkDaemon: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, Fiber<E, A>> = forkDaemonOp as never

/**
 * Runs the members of an array, a tuple or a record side by side, and ends with their values in the same places. The
 * first failure interrupts the rest; all have ended before it goes on. `concurrency` limits how many run at once (all of
 * them by default); `'inherit'` takes the limit of the surrounding `withConcurrency`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.all([C.of(1), C.of('a')])), [1, 'a'])
 * assert.deepStrictEqual(await run(C.all({ n: C.of(1), s: C.of('a') }, { concurrency: 1 })), { n: 1, s: 'a' })
 *
 * const program = C.all([C.left('no'), C.never])
 * assert.deepStrictEqual(await runExit(program), Exit.fail('no'))
 *
 * @category concurrency
 * @since 0.1.0
 */
export const all: {
  <const T extends ReadonlyArray<Any>>(
    cs: T,
    options?: { readonly concurrency?: number | 'inherit' | undefined }
  ): Coroutine<Envs<T[number]>, ErrorOf<T[number]>, { -readonly [K in keyof T]: ValueOf<T[K]> }>
  <T extends Readonly<Record<string, Any>>>(
    cs: T,
    options?: { readonly concurrency?: number | 'inherit' | undefined }
  ): Coroutine<Envs<T[keyof T]>, ErrorOf<T[keyof T]>, { -readonly [K in keyof T]: ValueOf<T[K]> }>
} = (cs: unknown, options?: { readonly concurrency?: number | 'inherit' | undefined }): Op => {
  const concurrency = options?.concurrency ?? Infinity
  if (Array.isArray(cs)) return allOp(cs, concurrency)
  if (typeof cs !== 'object' || cs === null || Symbol.iterator in cs)
    return dieOf('all: an array or a record of Coroutines', cs)
  const names = Object.keys(cs)
  return new Op(Tag.Map, allOp(Object.values(cs), concurrency), (values: ReadonlyArray<unknown>) =>
    names.reduce((record, name, i) => withName(record, name, values[i]), {})
  )
}

/**
 * Runs a function for each item, and drops the results. The first failure interrupts the rest; `concurrency` limits how
 * many run at once (all of them by default); `'inherit'` takes the limit of the surrounding `withConcurrency`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * let sum = 0
 * const add = (n: number) => C.fromIO(() => (sum += n))
 * await run(pipe([1, 2, 3], C.forEach(add, { concurrency: 2 })))
 * assert.strictEqual(sum, 6)
 *
 * @category concurrency
 * @since 0.1.0
 */
export const forEach: <A, R, E, _>(
  f: (a: A, index: number) => Coroutine<R, E, _>,
  options?: { readonly concurrency?: number | 'inherit' | undefined }
) => (as: ReadonlyArray<A>) => Coroutine<R, E, void> = (f, options) => (as) =>
  new Op(
    Tag.Map,
    traverseOp(as, (index, a) => new Op(Tag.Map, f(a, index), toUndefined), options?.concurrency ?? Infinity),
    toUndefined
  )

/**
 * The limit for all combinators inside that are told to inherit their concurrency.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * let running = 0
 * let most = 0
 * const job = C.bracket(
 *   C.fromIO(() => void (most = Math.max(most, ++running))),
 *   () => C.sleep(1),
 *   () => C.fromIO(() => void running--)
 * )
 * await run(pipe(C.all([job, job, job, job], { concurrency: 'inherit' }), C.withConcurrency(2)))
 * assert.strictEqual(most, 2)
 *
 * @category concurrency
 * @since 0.1.0
 */
export const withConcurrency: (limit: number) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> =
  (limit) => (ma) =>
    withConcurrencyOp(limit, ma as never)

/**
 * Runs two coroutines side by side and ends with the value of the first to succeed; if both fail, so does the race, with
 * both failures. The loser is interrupted and awaited.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const slow = pipe(C.sleep(60_000), C.as('slow'))
 * assert.strictEqual(await run(pipe(slow, C.race(C.of('fast')))), 'fast')
 * assert.strictEqual(await run(pipe(C.left('no'), C.race(pipe(C.sleep(1), C.as('slow'))))), 'slow')
 *
 * @category concurrency
 * @since 0.1.0
 */
export const race: <R2, E2, B>(
  that: Coroutine<R2, E2, B>
) => <R1, E1, A>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A | B> = (that) => (self) =>
  raceOp([self, that] as never)

/**
 * Runs coroutines side by side and ends with the value of the first to succeed; if all fail, so does the race, with all
 * failures. The losers are interrupted and awaited.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const after = (millis: number) => pipe(C.sleep(millis), C.as(millis))
 * assert.strictEqual(await run(C.raceAll([after(60_000), after(1), after(30_000)])), 1)
 *
 * @category concurrency
 * @since 0.1.0
 */
export const raceAll: <R, E, A>(cs: ReadonlyNonEmptyArray<Coroutine<R, E, A>>) => Coroutine<R, E, A> = raceOp as never

/**
 * Runs two coroutines side by side and ends as the first one does that ends, be it by failing. The loser is interrupted
 * and awaited.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = pipe(C.left('no'), C.raceFirst(pipe(C.sleep(1), C.as('slow'))))
 * assert.deepStrictEqual(await runExit(program), Exit.fail('no'))
 *
 * @category concurrency
 * @since 0.1.0
 */
export const raceFirst: <R2, E2, B>(
  that: Coroutine<R2, E2, B>
) => <R1, E1, A>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A | B> = (that) => (self) =>
  raceFirstOp([self, that] as never)

/**
 * Coroutines combine by `raceFirst`; the empty one is `never`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { concatAll } from 'fp-ts/lib/Monoid.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const after = (millis: number) => pipe(C.sleep(millis), C.as(millis))
 * const fastest = concatAll(C.getRaceMonoid<unknown, never, number>())
 * assert.strictEqual(await run(fastest([after(60_000), after(1), after(30_000)])), 1)
 *
 * @category concurrency
 * @since 0.1.0
 */
export const getRaceMonoid: <R, E, A>() => Monoid<Coroutine<R, E, A>> = () => ({
  // the first success would be no monoid: a failure raced with `never` would wait for ever
  concat: (first, second) => raceFirstOp([first, second] as never),
  empty: never
})

// -------------------------------------------------------------------------------------
// time
// -------------------------------------------------------------------------------------

/**
 * Waits for a number of milliseconds first.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(pipe(C.of(1), C.delay(1))), 1)
 *
 * @category time
 * @since 0.1.0
 */
export const delay: (millis: number) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = (millis) => (ma) =>
  new Op(Tag.FlatMap, sleepOp(millis), () => ma)

/**
 * Fails with a typed error when a coroutine has not ended after a number of milliseconds. It is interrupted then, and its
 * finalizers are awaited. If it ends with a value all the same, as in an uninterruptible part, that is the result.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = pipe(
 *   C.never,
 *   C.timeout(1, () => 'too slow')
 * )
 * assert.deepStrictEqual(await runExit(program), Exit.fail('too slow'))
 *
 * @category time
 * @since 0.1.0
 */
export const timeout: <E2>(
  millis: number,
  onTimeout: LazyArg<E2>
) => <R, E1, A>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, A> = (millis, onTimeout) => (ma) =>
  timed(ma, millis, onTimeout, () => fail(onTimeout()))

/** What is asked for wrongly starts nothing. */
const timed = (ma: unknown, millis: number, onTimeout: unknown, expire: () => Op): Op => {
  if (typeof millis !== 'number' || Number.isNaN(millis))
    return dieOp(new RangeError(`timeout: a number of milliseconds was expected, got ${describe(millis)}`))
  return typeof onTimeout === 'function'
    ? timeoutOp(ma as never, millis, expire)
    : dieOf('timeout: a function', onTimeout)
}

/** Stands for no value: a frame inside of the timeout that wraps values would cost it those that come at the last moment. */
const expired: Op = /*#__PURE__*/ new Op(Tag.Succeed, {}, null)

const beforeExpiry = (a: unknown): Option<unknown> => (a === expired.first ? none : some(a))

const onExpiry = (): Op => expired

/**
 * Ends with `None` when a coroutine has not ended after a number of milliseconds. It is interrupted then, and its
 * finalizers are awaited.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as O from 'fp-ts/lib/Option.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(pipe(C.of(1), C.timeoutOption(1000))), O.some(1))
 * assert.deepStrictEqual(await run(pipe(C.never, C.timeoutOption(1))), O.none)
 *
 * @category time
 * @since 0.1.0
 */
export const timeoutOption: (millis: number) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, Option<A>> =
  (millis) => (ma) =>
    new Op(Tag.Map, timed(ma, millis, onExpiry, onExpiry), beforeExpiry)

/**
 * Goes on with another coroutine when one has not ended after a number of milliseconds. It is interrupted then, and its
 * finalizers are awaited.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = pipe(
 *   C.never,
 *   C.timeoutTo(1, () => C.of('from the cache'))
 * )
 * assert.strictEqual(await run(program), 'from the cache')
 *
 * @category time
 * @since 0.1.0
 */
export const timeoutTo: <R2, E2, B>(
  millis: number,
  onTimeout: LazyArg<Coroutine<R2, E2, B>>
) => <R1, E1, A>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A | B> = (millis, onTimeout) => (ma) =>
  timed(ma, millis, onTimeout, onTimeout as never)

// -------------------------------------------------------------------------------------
// retrying
// -------------------------------------------------------------------------------------

/**
 * What may be said about an attempt that is to be followed by another one.
 *
 * @category model
 * @since 0.1.0
 */
export interface RetryOptions<in R, in E> {
  /**
   * Run after each failure that is tried again, before the wait, with the status that the policy's answer has made: its
   * `previousDelay` is the wait to come. It is not run after the last attempt, whose failure goes on.
   */
  readonly onRetry?: (error: E, status: RetryStatus) => Coroutine<R, never, unknown>
}

type Report = (error: never, status: RetryStatus) => Op

/**
 * Asks the policy. Goes on with `again` after the delay, and after what `report` makes of it, or with `over` when there is
 * none.
 */
const next = (
  policy: RetryPolicy,
  status: RetryStatus,
  again: (status: RetryStatus) => Op,
  over: () => Op,
  report?: (status: RetryStatus) => Op
): Op => {
  const applied = applyPolicy(policy, status)
  if (applied.previousDelay._tag === 'None') return over()
  const wait = sleepOp(applied.previousDelay.value)
  const pause = report === undefined ? wait : new Op(Tag.FlatMap, report(applied), () => wait)
  return new Op(Tag.FlatMap, pause, () => again(applied))
}

/** What is no policy is a defect before anything is run, and not only when the policy would be asked. */
const byPolicy = (what: string, policy: unknown, f: (ma: unknown) => Op): never => {
  if (typeof policy === 'function') return f as never
  const refusal = dieOf(`${what}: a RetryPolicy`, policy)
  return (() => refusal) as never
}

const retryIf = (
  what: string,
  predicate: Predicate<never>,
  policy: RetryPolicy,
  options: RetryOptions<never, never> | undefined
): never => {
  const onRetry = options?.onRetry
  const report = onRetry && (callable(onRetry, `${what}.onRetry`) as never as Report)
  return byPolicy(what, policy, (ma) => {
    const attempt = (status: RetryStatus): Op =>
      recover(ma, (error, cause) =>
        predicate(error)
          ? next(policy, status, attempt, () => cause, report && ((applied) => report(error, applied)))
          : cause
      )
    return attempt(defaultRetryStatus)
  })
}

const always = (): boolean => true

/**
 * Runs again after a typed failure, as often and after the delays that a policy says; then fails as the last attempt did.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { limitRetries } from 'fiber-ts/RetryPolicy'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * let attempts = 0
 * const flaky = C.suspend(() => (++attempts < 3 ? C.left('offline') : C.of('answer')))
 * assert.strictEqual(await run(pipe(flaky, C.retry(limitRetries(5)))), 'answer')
 * assert.strictEqual(attempts, 3)
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { limitRetries } from 'fiber-ts/RetryPolicy'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const program = pipe(
 *   C.left('offline'),
 *   C.retry(limitRetries(2), {
 *     onRetry: (error, { iterNumber }) => C.fromIO(() => log.push(`retry ${iterNumber}: ${error}`))
 *   })
 * )
 * await runExit(program)
 * assert.deepStrictEqual(log, ['retry 1: offline', 'retry 2: offline'])
 *
 * @category retrying
 * @since 0.1.0
 */
export const retry: {
  (policy: RetryPolicy): <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>
  <R2, E>(policy: RetryPolicy, options: RetryOptions<R2, E>): <R, A>(ma: Coroutine<R, E, A>) => Coroutine<R & R2, E, A>
} = (policy: RetryPolicy, options?: RetryOptions<never, never>) => retryIf('retry', always, policy, options)

/**
 * `retry` for the typed failures that a predicate holds for; others pass at once.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { limitRetries } from 'fiber-ts/RetryPolicy'
 * import { runExit } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * let attempts = 0
 * const failing = C.suspend(() => C.left(++attempts < 3 ? 'offline' : 'forbidden'))
 * const program = pipe(
 *   failing,
 *   C.retryWhile((e) => e === 'offline', limitRetries(5))
 * )
 * assert.deepStrictEqual(await runExit(program), Exit.fail('forbidden'))
 * assert.strictEqual(attempts, 3)
 *
 * @category retrying
 * @since 0.1.0
 */
export const retryWhile: <E, R2 = unknown>(
  predicate: Predicate<E>,
  policy: RetryPolicy,
  options?: RetryOptions<R2, E>
) => <R, A>(ma: Coroutine<R, E, A>) => Coroutine<R & R2, E, A> = (predicate, policy, options) =>
  retryIf('retryWhile', callable(predicate, 'retryWhile'), policy, options)

/**
 * Runs again after each success, as often and after the delays that a policy says; then ends with the last value. A
 * failure ends it at once.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { limitRetries } from 'fiber-ts/RetryPolicy'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * let ticks = 0
 * const tick = C.fromIO(() => ++ticks)
 * assert.strictEqual(await run(pipe(tick, C.repeat(limitRetries(2)))), 3)
 *
 * @category retrying
 * @since 0.1.0
 */
export const repeat: (policy: RetryPolicy) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = (policy) =>
  byPolicy('repeat', policy, (ma) => {
    const attempt = (status: RetryStatus): Op =>
      new Op(Tag.FlatMap, ma, (a: unknown) => next(policy, status, attempt, () => succeed(a)))
    return attempt(defaultRetryStatus)
  })

// -------------------------------------------------------------------------------------
// async iterables
// -------------------------------------------------------------------------------------

/**
 * Items to be taken one after the other: opened in a scope, it gives the coroutine that takes the next item, or `None` when
 * there are no more.
 *
 * @category model
 * @since 0.1.0
 */
export type Pull<R, E, A> = Coroutine<R & HasScope, never, Coroutine<unknown, E, Option<A>>>

/**
 * Gives an item to whoever iterates, and goes on when the next one is asked for: what `yield` is in a generator.
 *
 * @category model
 * @since 0.1.0
 */
export type Emit<in A> = (item: A) => Coroutine<unknown, never, void>

const pullOf = (source: Source, onRejected: ((reason: unknown) => unknown) | undefined): Op =>
  new Op(
    Tag.Map,
    acquireRelease(
      openOp(source, onRejected && ((reason) => fail(onRejected(reason)))) as never as Coroutine<
        unknown,
        never,
        OpenIterator
      >,
      (iterator) => closeOp(iterator)
    ),
    takeOp
  )

/**
 * Opens an async iterable in the scope of the environment, and gives the coroutine that takes its next item. Nothing is
 * asked for before somebody waits for it, and an item that comes after its wait was interrupted is kept for the next one.
 *
 * At the end of the scope an iterator that is not done is closed by its `return()`, which is awaited for 10 seconds at most
 * (`iteratorTimeout`). A function in place of the iterable gets a signal, which is aborted when the iterator is closed: it is
 * the only way to stop a generator in an `await`. Rejections are defects, unless `onRejected` makes typed errors of them.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as O from 'fp-ts/lib/Option.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * async function* lines() {
 *   try {
 *     yield 'title'
 *     yield 'text'
 *   } finally {
 *     log.push('closed')
 *   }
 * }
 * const program = Scope.scoped(
 *   C.gen(function* () {
 *     const next = yield* C.fromAsyncIterable(lines())
 *     return yield* next
 *   })
 * )
 * assert.deepStrictEqual(await run(program), O.some('title'))
 * assert.deepStrictEqual(log, ['closed'])
 *
 * @category async iterables
 * @since 0.1.0
 */
export const fromAsyncIterable: <A, E = never>(
  source: AsyncIterable<A> | ((signal: AbortSignal) => AsyncIterable<A>),
  onRejected?: (reason: unknown) => E
) => Pull<unknown, E, A> = (source, onRejected) => pullOf(source as Source, onRejected)

/**
 * The same for a stream, of the web or of Node: at the end of the scope it is cancelled or destroyed, also while a chunk is
 * waited for.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const response = new Response('hello')
 * let bytes = 0
 * const program = pipe(
 *   C.fromReadableStream(response.body!),
 *   C.forEachAsync((chunk) => C.fromIO(() => (bytes += chunk.length)))
 * )
 * await run(program)
 * assert.deepStrictEqual(bytes, 5)
 *
 * @category async iterables
 * @since 0.1.0
 */
export const fromReadableStream: <A, E = never>(
  stream: ReadableStream<A> | (AsyncIterable<A> & { readonly destroy: () => unknown }),
  onRejected?: (reason: unknown) => E
) => Pull<unknown, E, A> = (stream, onRejected) => pullOf(stream as never, onRejected)

/**
 * Runs a function for each item, in the order in which they come, and takes the next item when that is done: with
 * `concurrency`, as many at once. The first failure interrupts the rest. However it ends, the iterator is closed.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * async function* numbers() {
 *   yield* [1, 2, 3]
 * }
 * let sum = 0
 * const program = pipe(
 *   C.fromAsyncIterable(numbers()),
 *   C.forEachAsync((n) => pipe(C.fromIO(() => (sum += n)), C.delay(1)))
 * )
 * await run(program)
 * assert.deepStrictEqual(sum, 6)
 *
 * @category async iterables
 * @since 0.1.0
 */
export const forEachAsync: <A, R2, E2, _>(
  f: (a: A, index: number) => Coroutine<R2, E2, _>,
  options?: { readonly concurrency?: number | undefined }
) => <R1, E1>(pull: Pull<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, void> = (f, options) => (pull) => {
  const workers = options?.concurrency ?? 1
  if (!Number.isInteger(workers) || workers < 1)
    return dieOp(new RangeError(`concurrency: a whole number from 1 on was expected, got ${String(workers)}`))
  const consume = (env: unknown, next: Op): Op => {
    let index = 0
    const onNext = (item: Option<never>): Op =>
      item._tag === 'None' ? unit : new Op(Tag.FlatMap, new Op(Tag.Provide, f(item.value, index++), env), () => step)
    const step: Op = new Op(Tag.FlatMap, next, onNext)
    if (workers === 1) return step
    const steps = Array.from({ length: workers }, () => step)
    return new Op(Tag.Map, allOp(steps, Infinity), toUndefined)
  }
  // the scope is for the iterator: what the function acquires goes to the one that was there before
  return withEnv((env) => scoped(new Op(Tag.FlatMap, pull, (next: Op) => consume(env, next))) as never)
}

/**
 * Makes an async iterable of a loop that emits items, for `for await` and for whatever else takes one. Each iteration runs
 * the loop anew, in a fiber of the scope of the environment, with the environment and the fiber-local values that are there
 * now. It runs while an item is asked for, and no further; leaving the `for await` early interrupts it and waits for its end.
 * At the end of the scope, an iteration that is not done is interrupted, and rejects.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const program = Scope.scoped(
 *   C.gen(function* () {
 *     const ticks = yield* C.toAsyncIterable<number>((emit) =>
 *       C.gen(function* () {
 *         for (let n = 1; ; n++) {
 *           yield* C.sleep(1)
 *           yield* emit(n)
 *         }
 *       })
 *     )
 *     return yield* C.promise(async () => {
 *       let sum = 0
 *       for await (const n of ticks) {
 *         sum += n
 *         if (n === 3) break
 *       }
 *       return sum
 *     })
 *   })
 * )
 * assert.deepStrictEqual(await run(program), 6)
 *
 * @category async iterables
 * @since 0.1.0
 */
export const toAsyncIterable: <A, R = unknown, E = unknown>(
  f: (emit: Emit<A>) => Coroutine<R, E, unknown>
) => Coroutine<R & HasScope, never, AsyncIterable<A>> = (f) =>
  new Op(Tag.FlatMap, current, (scope: ScopeState) => producerOp(scope, f as (emit: EmitOp) => any))

/**
 * Makes a web stream of a loop that emits chunks, as `toAsyncIterable` does. Cancelling the stream interrupts the loop. (For
 * a stream of Node, pass the iterable to its `Readable.from`.)
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const encoder = new TextEncoder()
 * const program = Scope.scoped(
 *   pipe(
 *     C.toReadableStream<Uint8Array>((emit) =>
 *       pipe(
 *         emit(encoder.encode('hello ')),
 *         C.flatMap(() => emit(encoder.encode('world')))
 *       )
 *     ),
 *     C.flatMapTask((stream) => () => new Response(stream).text())
 *   )
 * )
 * assert.deepStrictEqual(await run(program), 'hello world')
 *
 * @category async iterables
 * @since 0.1.0
 */
export const toReadableStream: <A, R = unknown, E = unknown>(
  f: (emit: Emit<A>) => Coroutine<R, E, unknown>
) => Coroutine<R & HasScope, never, ReadableStream<A>> = (f) => new Op(Tag.Map, toAsyncIterable(f), toStream)

// -------------------------------------------------------------------------------------
// abort signals
// -------------------------------------------------------------------------------------

/**
 * Interrupts the fiber when a signal is aborted while the coroutine runs: by the host, with the signal's reason.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { InterruptedError } from 'fiber-ts/Errors'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const controller = new AbortController()
 * setTimeout(() => controller.abort('the client has gone'), 1)
 * await assert.rejects(
 *   run(pipe(C.never, C.fromAbortSignal(controller.signal))),
 *   (error) => error instanceof InterruptedError && error.reason === 'the client has gone'
 * )
 *
 * @category abort signals
 * @since 0.1.0
 */
export const fromAbortSignal: (signal: AbortSignal) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> =
  (signal) => (ma) =>
    abortedByOp(signal, ma as never)

/**
 * A signal that is aborted at the end of the scope of the environment, with the error that the scope ended with: for what
 * is started in a scope and takes a signal.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 * import { EventEmitter, once } from 'node:events'
 *
 * const program = Scope.scoped(
 *   C.gen(function* () {
 *     const signal = yield* C.toAbortSignal
 *     const connected = once(new EventEmitter(), 'connect', { signal })
 *     connected.catch(() => undefined)
 *     return signal
 *   })
 * )
 * assert.deepStrictEqual((await run(program)).aborted, true)
 *
 * @category abort signals
 * @since 0.1.0
 */
export const toAbortSignal: Coroutine<HasScope, never, AbortSignal> = /*#__PURE__*/ new Op(
  Tag.FlatMap,
  current,
  (scope: ScopeState) => {
    const controller = new AbortController()
    return new Op(
      Tag.Map,
      addFinalizerOp(scope, (cause) => abortOp(controller, cause)),
      () => controller.signal
    )
  }
)

// -------------------------------------------------------------------------------------
// do notation
// -------------------------------------------------------------------------------------

/**
 * An empty record to bind values to.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.Do), {})
 *
 * @category do notation
 * @since 0.1.0
 */
export const Do: Coroutine<unknown, never, {}> = /*#__PURE__*/ new Op(Tag.Succeed, {}, null)

/**
 * A record with the value under a name.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(pipe(C.of(1), C.bindTo('a'))), { a: 1 })
 *
 * @category do notation
 * @since 0.1.0
 */
export const bindTo: <N extends string>(
  name: N
) => <R, E, A>(fa: Coroutine<R, E, A>) => Coroutine<R, E, { readonly [K in N]: A }> = (name) => (fa) =>
  new Op(Tag.Map, fa, (a: unknown) => withName({}, name, a))

/**
 * Adds what a function makes of the record, under a name.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = pipe(
 *   C.Do,
 *   C.let('a', () => 1),
 *   C.let('b', ({ a }) => a + 1)
 * )
 * assert.deepStrictEqual(await run(program), { a: 1, b: 2 })
 *
 * @category do notation
 * @since 0.1.0
 */
const let_: <N extends string, A, B>(
  name: Exclude<N, keyof A>,
  f: (a: A) => B
) => <R, E>(fa: Coroutine<R, E, A>) => Coroutine<R, E, { readonly [K in N | keyof A]: K extends keyof A ? A[K] : B }> =
  (name, f) => (fa) =>
    new Op(Tag.Map, fa, (a: never) => withName({ ...(a as object) }, name, f(a)))

export { let_ as let }

/**
 * Adds the value of a coroutine made of the record, under a name.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = pipe(
 *   C.Do,
 *   C.bind('a', () => C.of(1)),
 *   C.bind('b', ({ a }) => C.of(a + 1))
 * )
 * assert.deepStrictEqual(await run(program), { a: 1, b: 2 })
 *
 * @category do notation
 * @since 0.1.0
 */
export const bind: <N extends string, A, R2, E2, B>(
  name: Exclude<N, keyof A>,
  f: (a: A) => Coroutine<R2, E2, B>
) => <R1, E1>(
  ma: Coroutine<R1, E1, A>
) => Coroutine<R1 & R2, E1 | E2, { readonly [K in N | keyof A]: K extends keyof A ? A[K] : B }> = (name, f) => {
  const g = callable(f, 'bind')
  return (ma) =>
    new Op(
      Tag.FlatMap,
      ma,
      (a: never) => new Op(Tag.Map, g(a), (b: unknown) => withName({ ...(a as object) }, name, b))
    )
}

/**
 * `bind`, which widens by itself.
 *
 * @category do notation
 * @since 0.1.0
 */
export const bindW: typeof bind = bind

/**
 * Adds the value of a coroutine that runs side by side with the ones before, under a name; the first failure interrupts
 * the other side.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = pipe(C.Do, C.apS('a', C.of(1)), C.apS('b', C.of('b')))
 * assert.deepStrictEqual(await run(program), { a: 1, b: 'b' })
 *
 * @category do notation
 * @since 0.1.0
 */
export const apS: <A, N extends string, R2, E2, B>(
  name: Exclude<N, keyof A>,
  fb: Coroutine<R2, E2, B>
) => <R1, E1>(
  fa: Coroutine<R1, E1, A>
) => Coroutine<R1 & R2, E1 | E2, { readonly [K in N | keyof A]: K extends keyof A ? A[K] : B }> = (name, fb) => (fa) =>
  pairOp(fa as Op, fb as Op, (a: object, b: unknown) => withName({ ...a }, name, b))

/**
 * `apS`, which widens by itself.
 *
 * @category do notation
 * @since 0.1.0
 */
export const apSW: typeof apS = apS

/**
 * An empty tuple.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.ApT), [])
 *
 * @category do notation
 * @since 0.1.0
 */
export const ApT: Coroutine<unknown, never, readonly []> = /*#__PURE__*/ new Op(Tag.Succeed, [], null)

// -------------------------------------------------------------------------------------
// traversing
// -------------------------------------------------------------------------------------

const withoutIndex =
  <A, B>(f: (a: A) => B) =>
  (_: number, a: A): B =>
    f(a)

/**
 * Runs a function of index and item for each item of a non-empty array, side by side, and ends with the values in order.
 * The first failure interrupts the rest.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const number = C.traverseReadonlyNonEmptyArrayWithIndex((i, word: string) => C.of(`${i} ${word}`))
 * assert.deepStrictEqual(await run(number(['a', 'b'])), ['0 a', '1 b'])
 *
 * @category traversing
 * @since 0.1.0
 */
export const traverseReadonlyNonEmptyArrayWithIndex: <A, R, E, B>(
  f: (index: number, a: A) => Coroutine<R, E, B>
) => (as: ReadonlyNonEmptyArray<A>) => Coroutine<R, E, ReadonlyNonEmptyArray<B>> = (f) => (as) =>
  traverseOp(as, f as never, Infinity)

/**
 * Runs a function of index and item for each item, side by side, and ends with the values in order. The first failure
 * interrupts the rest.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const number = C.traverseReadonlyArrayWithIndex((i, word: string) => C.of(`${i} ${word}`))
 * assert.deepStrictEqual(await run(number(['a', 'b'])), ['0 a', '1 b'])
 *
 * @category traversing
 * @since 0.1.0
 */
export const traverseReadonlyArrayWithIndex: <A, R, E, B>(
  f: (index: number, a: A) => Coroutine<R, E, B>
) => (as: ReadonlyArray<A>) => Coroutine<R, E, ReadonlyArray<B>> = traverseReadonlyNonEmptyArrayWithIndex as never

/**
 * `traverseReadonlyNonEmptyArrayWithIndex`, in order.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const number = C.traverseReadonlyNonEmptyArrayWithIndexSeq((i, word: string) => C.of(`${i} ${word}`))
 * assert.deepStrictEqual(await run(number(['a', 'b'])), ['0 a', '1 b'])
 *
 * @category traversing
 * @since 0.1.0
 */
export const traverseReadonlyNonEmptyArrayWithIndexSeq: typeof traverseReadonlyNonEmptyArrayWithIndex = (f) => (as) =>
  traverseOp(as, f as never, 1)

/**
 * Runs a function of index and item for each item, one after the other, and ends with the values in order. A failure
 * ends it.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const number = C.traverseReadonlyArrayWithIndexSeq((i, word: string) => C.of(`${i} ${word}`))
 * assert.deepStrictEqual(await run(number(['a', 'b'])), ['0 a', '1 b'])
 *
 * @category traversing
 * @since 0.1.0
 */
export const traverseReadonlyArrayWithIndexSeq: typeof traverseReadonlyArrayWithIndex =
  traverseReadonlyNonEmptyArrayWithIndexSeq as never

/**
 * The same as `traverseReadonlyArrayWithIndex`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const number = C.traverseArrayWithIndex((i, word: string) => C.of(`${i} ${word}`))
 * assert.deepStrictEqual(await run(number(['a', 'b'])), ['0 a', '1 b'])
 *
 * @category traversing
 * @since 0.1.0
 */
export const traverseArrayWithIndex: typeof traverseReadonlyArrayWithIndex = traverseReadonlyArrayWithIndex

/**
 * Runs a function for each item, side by side, and ends with the values in order. The first failure interrupts the rest.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run, runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const half = (n: number) => (n % 2 === 0 ? C.of(n / 2) : C.left(`${n} is odd`))
 * assert.deepStrictEqual(await run(C.traverseArray(half)([2, 4])), [1, 2])
 * assert.deepStrictEqual(await runExit(C.traverseArray(half)([2, 3])), Exit.fail('3 is odd'))
 *
 * @category traversing
 * @since 0.1.0
 */
export const traverseArray: <R, E, A, B>(
  f: (a: A) => Coroutine<R, E, B>
) => (as: ReadonlyArray<A>) => Coroutine<R, E, ReadonlyArray<B>> = (f) =>
  traverseReadonlyArrayWithIndex(withoutIndex(f))

/**
 * `traverseArray` with a limit for how many run at once.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const wait = (millis: number) => pipe(C.sleep(millis), C.as(millis))
 * assert.deepStrictEqual(await run(pipe([3, 2, 1], C.traverseArrayN(2)(wait))), [3, 2, 1])
 *
 * @category traversing
 * @since 0.1.0
 */
export const traverseArrayN: (concurrency: number) => typeof traverseArray = (concurrency) => (f) => (as) =>
  traverseOp(as, withoutIndex(f) as never, concurrency)

/**
 * Runs the members of an array side by side, and ends with their values in order. The first failure interrupts the rest.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.sequenceArray([C.of(1), C.of(2)])), [1, 2])
 *
 * @category traversing
 * @since 0.1.0
 */
export const sequenceArray: <R, E, A>(as: ReadonlyArray<Coroutine<R, E, A>>) => Coroutine<R, E, ReadonlyArray<A>> = (
  as
) => allOp(as as never, Infinity)

/**
 * The same as `traverseReadonlyArrayWithIndexSeq`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const number = C.traverseSeqArrayWithIndex((i, word: string) => C.of(`${i} ${word}`))
 * assert.deepStrictEqual(await run(number(['a', 'b'])), ['0 a', '1 b'])
 *
 * @category traversing
 * @since 0.1.0
 */
export const traverseSeqArrayWithIndex: typeof traverseReadonlyArrayWithIndex = traverseReadonlyArrayWithIndexSeq

/**
 * Runs a function for each item, one after the other, and ends with the values in order. A failure ends it.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const log: Array<number> = []
 * const wait = (millis: number) =>
 *   pipe(
 *     C.sleep(millis),
 *     C.tapIO(() => () => log.push(millis))
 *   )
 * await run(pipe([3, 2, 1], C.traverseSeqArray(wait)))
 * assert.deepStrictEqual(log, [3, 2, 1])
 *
 * @category traversing
 * @since 0.1.0
 */
export const traverseSeqArray: typeof traverseArray = (f) => traverseReadonlyArrayWithIndexSeq(withoutIndex(f))

/**
 * Runs the members of an array one after the other, and ends with their values in order. A failure ends it.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(C.sequenceSeqArray([C.of(1), C.of(2)])), [1, 2])
 *
 * @category traversing
 * @since 0.1.0
 */
export const sequenceSeqArray: typeof sequenceArray = (as) => allOp(as as never, 1)

// -------------------------------------------------------------------------------------
// legacy
// -------------------------------------------------------------------------------------

/**
 * An older name of `flatMap`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chain: <R, E, A, B>(f: (a: A) => Coroutine<R, E, B>) => (ma: Coroutine<R, E, A>) => Coroutine<R, E, B> =
  flatMap

/**
 * An older name of `flatMap`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainW: <R2, E2, A, B>(
  f: (a: A) => Coroutine<R2, E2, B>
) => <R1, E1>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, B> = flatMap

/**
 * An older name of `tap`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirst: <R, E, A, B>(
  f: (a: A) => Coroutine<R, E, B>
) => (ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = tap

/**
 * An older name of `tap`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstW: <R2, E2, A, B>(
  f: (a: A) => Coroutine<R2, E2, B>
) => <R1, E1>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A> = tap

/**
 * An older name of `mapError`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const mapLeft: <E, G>(f: (e: E) => G) => <R, A>(fa: Coroutine<R, E, A>) => Coroutine<R, G, A> = mapError

/**
 * An older name of `mapBoth`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const bimap: <E, G, A, B>(f: (e: E) => G, g: (a: A) => B) => <R>(fa: Coroutine<R, E, A>) => Coroutine<R, G, B> =
  mapBoth

/**
 * An older name of `matchE`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const fold: typeof matchE = matchE

/**
 * An older name of `matchEW`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const foldW: typeof matchEW = matchEW

/**
 * An older name of `orElse`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const orElseW: typeof orElse = orElse

/**
 * An older name of `tapError`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const orElseFirst: <E, R, B>(
  onLeft: (e: E) => Coroutine<R, E, B>
) => <A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = tapError

/**
 * An older name of `tapError`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const orElseFirstW: <E1, R2, E2, B>(
  onLeft: (e: E1) => Coroutine<R2, E2, B>
) => <R1, A>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A> = tapError

/**
 * An older name of `orLeft`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const orLeftW: <E1, R2, E2>(
  onLeft: (e: E1) => Coroutine<R2, never, E2>
) => <R1, A>(fa: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E2, A> = orLeft as never

/**
 * An older name of `filterOrElse`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const filterOrElseW: typeof filterOrElse = filterOrElse

/**
 * An older name of `flatMapEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainEitherK: <E, A, B>(f: (a: A) => Either<E, B>) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B> =
  flatMapEither

/**
 * An older name of `flatMapEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainEitherKW: <E2, A, B>(
  f: (a: A) => Either<E2, B>
) => <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B> = flatMapEither

/**
 * An older name of `tapEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstEitherK: <A, E, B>(
  f: (a: A) => Either<E, B>
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = tapEither

/**
 * An older name of `tapEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstEitherKW: <A, E2, B>(
  f: (a: A) => Either<E2, B>
) => <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, A> = tapEither

/**
 * An older name of `flatMapIO`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainIOK: <A, B>(f: (a: A) => IO<B>) => <R, E>(first: Coroutine<R, E, A>) => Coroutine<R, E, B> = flatMapIO

/**
 * An older name of `tapIO`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstIOK: <A, B>(f: (a: A) => IO<B>) => <R, E>(first: Coroutine<R, E, A>) => Coroutine<R, E, A> =
  tapIO

/**
 * An older name of `flatMapTask`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainTaskK: <A, B>(f: (a: A) => Task<B>) => <R, E>(first: Coroutine<R, E, A>) => Coroutine<R, E, B> =
  flatMapTask

/**
 * An older name of `tapTask`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstTaskK: <A, B>(f: (a: A) => Task<B>) => <R, E>(first: Coroutine<R, E, A>) => Coroutine<R, E, A> =
  tapTask

/**
 * An older name of `flatMapIOEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainIOEitherK: <E, A, B>(
  f: (a: A) => IOEither<E, B>
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B> = flatMapIOEither

/**
 * An older name of `flatMapIOEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainIOEitherKW: <E2, A, B>(
  f: (a: A) => IOEither<E2, B>
) => <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B> = flatMapIOEither

/**
 * An older name of `flatMapTaskEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainTaskEitherK: <E, A, B>(
  f: (a: A) => TaskEither<E, B>
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B> = flatMapTaskEither

/**
 * An older name of `flatMapTaskEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainTaskEitherKW: <E2, A, B>(
  f: (a: A) => TaskEither<E2, B>
) => <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B> = flatMapTaskEither

/**
 * An older name of `tapTaskEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstTaskEitherK: <E, A, B>(
  f: (a: A) => TaskEither<E, B>
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = tapTaskEither

/**
 * An older name of `tapTaskEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstTaskEitherKW: <E2, A, B>(
  f: (a: A) => TaskEither<E2, B>
) => <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, A> = tapTaskEither

/**
 * An older name of `flatMapReader`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainReaderK: <A, R, B>(f: (a: A) => Reader<R, B>) => <E>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B> =
  flatMapReader

/**
 * An older name of `flatMapReader`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainReaderKW: <A, R1, B>(
  f: (a: A) => Reader<R1, B>
) => <R2, E>(ma: Coroutine<R2, E, A>) => Coroutine<R1 & R2, E, B> = flatMapReader

/**
 * An older name of `tapReader`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstReaderK: <A, R, B>(
  f: (a: A) => Reader<R, B>
) => <E>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = tapReader

/**
 * An older name of `tapReader`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstReaderKW: <A, R1, B>(
  f: (a: A) => Reader<R1, B>
) => <R2, E>(ma: Coroutine<R2, E, A>) => Coroutine<R1 & R2, E, A> = tapReader

/**
 * An older name of `flatMapReaderIO`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainReaderIOK: <A, R, B>(
  f: (a: A) => ReaderIO<R, B>
) => <E>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B> = flatMapReaderIO

/**
 * An older name of `flatMapReaderIO`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainReaderIOKW: <A, R2, B>(
  f: (a: A) => ReaderIO<R2, B>
) => <R1, E>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, B> = flatMapReaderIO

/**
 * An older name of `tapReaderIO`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstReaderIOK: <A, R, B>(
  f: (a: A) => ReaderIO<R, B>
) => <E>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = tapReaderIO

/**
 * An older name of `tapReaderIO`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstReaderIOKW: <A, R2, B>(
  f: (a: A) => ReaderIO<R2, B>
) => <R1, E>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A> = tapReaderIO

/**
 * An older name of `flatMapReaderTask`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainReaderTaskK: <A, R, B>(
  f: (a: A) => ReaderTask<R, B>
) => <E>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B> = flatMapReaderTask

/**
 * An older name of `flatMapReaderTask`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainReaderTaskKW: <A, R2, B>(
  f: (a: A) => ReaderTask<R2, B>
) => <R1, E>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, B> = flatMapReaderTask

/**
 * An older name of `tapReaderTask`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstReaderTaskK: <A, R, B>(
  f: (a: A) => ReaderTask<R, B>
) => <E>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = tapReaderTask

/**
 * An older name of `tapReaderTask`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstReaderTaskKW: <A, R2, B>(
  f: (a: A) => ReaderTask<R2, B>
) => <R1, E>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A> = tapReaderTask

/**
 * An older name of `flatMapReaderEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainReaderEitherK: <R, E, A, B>(
  f: (a: A) => ReaderEither<R, E, B>
) => (ma: Coroutine<R, E, A>) => Coroutine<R, E, B> = flatMapReaderEither

/**
 * An older name of `flatMapReaderEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainReaderEitherKW: <R2, E2, A, B>(
  f: (a: A) => ReaderEither<R2, E2, B>
) => <R1, E1>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, B> = flatMapReaderEither

/**
 * An older name of `tapReaderEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstReaderEitherK: <R, E, A, B>(
  f: (a: A) => ReaderEither<R, E, B>
) => (ma: Coroutine<R, E, A>) => Coroutine<R, E, A> = tapReaderEither

/**
 * An older name of `tapReaderEither`.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainFirstReaderEitherKW: <R2, E2, A, B>(
  f: (a: A) => ReaderEither<R2, E2, B>
) => <R1, E1>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A> = tapReaderEither

/**
 * An older form of `flatMapOption`, with the error first.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainOptionK: <E>(
  onNone: LazyArg<E>
) => <A, B>(f: (a: A) => Option<B>) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B> = (onNone) => (f) =>
  flatMapOption(f, () => onNone())

/**
 * An older form of `flatMapOption`, with the error first.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainOptionKW: <E2>(
  onNone: LazyArg<E2>
) => <A, B>(f: (a: A) => Option<B>) => <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B> =
  chainOptionK as never

/**
 * An older form of `flatMapNullable`, with the error first.
 *
 * @category legacy
 * @since 0.1.0
 */
export const chainNullableK: <E>(
  e: E
) => <A, B>(f: (a: A) => B | null | undefined) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, NonNullable<B>> =
  (e) => (f) =>
    flatMapNullable(f, () => e)

/**
 * An older form of `liftNullable`, with the error first.
 *
 * @category legacy
 * @since 0.1.0
 */
export const fromNullableK: <E>(
  e: E
) => <A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => B | null | undefined
) => <R = unknown>(...a: A) => Coroutine<R, E, NonNullable<B>> = (e) => (f) => liftNullable(f, () => e)
