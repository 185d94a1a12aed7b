/**
 * Resources and fibers that end together.
 *
 * `acquireRelease` describes a resource together with its release, and says by its type that it needs a scope: `HasScope`
 * in its environment. `scoped` is where the resource ends: it provides a scope, and closes it however the coroutine ends.
 * So a function can hand out a resource and leave it to its callers how long it is kept. Closing interrupts the fibers
 * of the scope and waits for their end; then it runs the releases, the last one first, each of them whatever became of the
 * others. No fiber of the scope ever uses what was released.
 *
 * The scope stands in the environment under a symbol, so it meets no key of the program's own, and `scoped` takes it out
 * of the type again:
 *
 *     openFile(path): Coroutine<HasScope, NotFound, File>
 *     pipe(openFile(path), C.flatMap(readLines), Scope.scoped): Coroutine<unknown, NotFound, Lines>
 *
 * It is what `contextlib.AsyncExitStack` is for asyncio. A scope of one's own, made by `make` and closed by `close`, is
 * for what lives as long as something that is no coroutine: `toAsyncDisposable` makes an object for `await using` of it.
 *
 * @module
 * @since 0.1.0
 */
import type { Task } from 'fp-ts/Task'
import type { Coroutine } from './Coroutine.js'
import type { Exit } from './Exit.js'
import { RuntimeError } from './Errors.js'
import type { Fiber } from './Fiber.js'
import { taskOp } from './internal/async.js'
import { fromCause } from './internal/cause.js'
import { extend } from './internal/env.js'
import { exitWith } from './internal/exit.js'
import { die, expected, Op, succeed, sync, Tag, unit } from './internal/op.js'
import { runToPromise } from './internal/run.js'
import {
  addFinalizerOp,
  closeOp,
  dispatcher as dispatcherIn,
  type Finalizer,
  forkInOp,
  Scope as State
} from './internal/scope.js'
import { listKids } from './internal/waiters.js'

declare global {
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
    readonly dispose: unique symbol
  }
}

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * Resources and fibers that end together.
 *
 * @category model
 * @since 0.1.0
 */
export interface Scope {
  readonly _tag: 'Scope'
}

/**
 * The key under which an environment holds its scope.
 *
 * @category model
 * @since 0.1.0
 */
export const key: unique symbol = /*#__PURE__*/ Symbol.for('fiber-ts/Scope')

/**
 * An environment with a scope: what `acquireRelease` needs, and `scoped` provides.
 *
 * @category model
 * @since 0.1.0
 */
export interface HasScope {
  readonly [key]: Scope
}

/**
 * A value that is good until it is disposed of, by `await using` or by hand.
 *
 * @category model
 * @since 0.1.0
 */
export interface Disposable<out A> {
  readonly value: A
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * What a Scope is like at one moment.
 *
 * @category model
 * @since 0.1.0
 */
export interface Statistics {
  readonly phase: 'open' | 'closing' | 'closed'
  /** How many releases are to run. */
  readonly finalizers: number
  /** How many fibers run in it by `forkIn`. */
  readonly fibers: number
}

const stateOf = (scope: Scope): State => scope as State

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * Makes a scope, which is to be closed by `close`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const log: Array<string> = []
 *   const scope = yield* Scope.make
 *   yield* Scope.addFinalizer(scope, () => C.fromIO(() => log.push('first in, last out')))
 *   yield* Scope.addFinalizer(scope, () => C.fromIO(() => log.push('last in, first out')))
 *   yield* Scope.close(scope, Exit.succeed(undefined))
 *   return log
 * })
 * assert.deepStrictEqual(await run(main), ['last in, first out', 'first in, last out'])
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Coroutine<unknown, never, Scope> = /*#__PURE__*/ sync(() => new State())

// -------------------------------------------------------------------------------------
// resources
// -------------------------------------------------------------------------------------

/**
 * The scope that the environment holds.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const main = pipe(Scope.current, C.flatMap(Scope.statistics), Scope.scoped)
 * assert.deepStrictEqual(await run(main), { phase: 'open', finalizers: 0, fibers: 0 })
 *
 * @category resources
 * @since 0.1.0
 */
export const current: Coroutine<HasScope, never, Scope> = /*#__PURE__*/ new Op(
  Tag.Asks,
  (env: Partial<HasScope> | undefined) => {
    const scope = env?.[key]
    if (scope === undefined) throw new RuntimeError('there is no Scope here: put `Scope.scoped` around it')
    return scope
  },
  null
)

/**
 * A resource with its release, for as long as the scope of the environment is open. Acquiring is uninterruptible, so what
 * was acquired is sure to be released; the release is told how the scope ended. In a scope that is closed nothing is
 * acquired, and that is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const open = (name: string) =>
 *   Scope.acquireRelease(
 *     C.fromIO(() => (log.push(`open ${name}`), name)),
 *     (resource) => C.fromIO(() => log.push(`close ${resource}`))
 *   )
 * const main = Scope.scoped(
 *   C.gen(function* () {
 *     yield* open('a')
 *     yield* open('b')
 *     log.push('use')
 *   })
 * )
 * await run(main)
 * assert.deepStrictEqual(log, ['open a', 'open b', 'use', 'close b', 'close a'])
 *
 * @category resources
 * @since 0.1.0
 */
export const acquireRelease = <R, E, A, R2>(
  acquire: Coroutine<R, E, A>,
  release: (resource: A, exit: Exit<unknown, unknown>) => Coroutine<R2, never, unknown>
): Coroutine<R & R2 & HasScope, E, A> => {
  const register = (scope: State, resource: A): Op =>
    new Op(
      Tag.FlatMap,
      addFinalizerOp(scope, (cause, value) => release(resource, exitWith(cause, value)) as Op),
      () => succeed(resource)
    )
  const inScope = (scope: State): Op =>
    scope.phase === 'open'
      ? new Op(Tag.FlatMap, acquire, (resource: A) => register(scope, resource))
      : addFinalizerOp(scope, () => succeed(undefined))
  return new Op(Tag.Uninterruptible, new Op(Tag.FlatMap, current, inScope), null)
}

/** Symbols that older platforms do not have. */
const asyncDispose = (): symbol => Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')
const dispose = (): symbol => Symbol.dispose ?? Symbol.for('Symbol.dispose')

const disposeOf = (resource: any): Op => {
  const later = resource?.[asyncDispose()]
  if (later !== undefined) return taskOp(() => later.call(resource))
  const now = resource?.[dispose()]
  if (now === undefined) return die(expected('fromDisposable: an object that can be disposed of', resource))
  return sync(() => void now.call(resource))
}

/**
 * A JavaScript object that disposes of itself (`Symbol.asyncDispose` or `Symbol.dispose`), for as long as the scope of
 * the environment is open.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const connect = C.fromIO(() => ({
 *   query: () => log.push('query'),
 *   async [Symbol.asyncDispose]() {
 *     log.push('closed')
 *   }
 * }))
 * const main = Scope.scoped(
 *   C.gen(function* () {
 *     const connection = yield* Scope.fromDisposable(connect)
 *     connection.query()
 *   })
 * )
 * await run(main)
 * assert.deepStrictEqual(log, ['query', 'closed'])
 *
 * @category resources
 * @since 0.1.0
 */
export const fromDisposable = <
  R,
  E,
  A extends { [Symbol.asyncDispose](): PromiseLike<unknown> } | { [Symbol.dispose](): void }
>(
  acquire: Coroutine<R, E, A>
): Coroutine<R & HasScope, E, A> =>
  acquireRelease(acquire, (resource) => disposeOf(resource) as Coroutine<unknown, never, unknown>)

/**
 * Adds what is to be run when a scope is closed; it is told how the scope ended, and runs in the environment that is there
 * now. A scope that is closed runs it at once, and that is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * let outcome = ''
 * const main = pipe(
 *   Scope.current,
 *   C.flatMap((scope) =>
 *     Scope.addFinalizer(scope, (exit) =>
 *       C.fromIO(() => {
 *         outcome = exit._tag
 *       })
 *     )
 *   ),
 *   Scope.scoped
 * )
 * await run(main)
 * assert.deepStrictEqual(outcome, 'Right')
 *
 * @category resources
 * @since 0.1.0
 */
export const addFinalizer = <R>(
  scope: Scope,
  finalizer: (exit: Exit<unknown, unknown>) => Coroutine<R, never, unknown>
): Coroutine<R, never, void> =>
  addFinalizerOp(stateOf(scope), ((cause, value) => finalizer(exitWith(cause, value)) as Op) satisfies Finalizer)

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

const withScope =
  (scope: State) =>
  (env: unknown): object =>
    extend(env, { [key]: scope })

/**
 * Provides a scope: one's own, that something else closes.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const log: Array<string> = []
 *   const scope = yield* Scope.make
 *   yield* pipe(
 *     Scope.acquireRelease(C.of('a'), (a) => C.fromIO(() => log.push(`close ${a}`))),
 *     Scope.provide(scope)
 *   )
 *   log.push('still open')
 *   yield* Scope.close(scope, Exit.succeed(undefined))
 *   return log
 * })
 * assert.deepStrictEqual(await run(main), ['still open', 'close a'])
 *
 * @category operations
 * @since 0.1.0
 */
export const provide =
  (scope: Scope) =>
  <R, E, A>(ma: Coroutine<R & HasScope, E, A>): Coroutine<R, E, A> =>
    new Op(Tag.Local, ma, withScope(stateOf(scope)))

/**
 * Runs a coroutine in a scope of its own, and closes the scope however it ends: fibers that were forked in it are
 * interrupted and awaited, then its resources are released, the last one first.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const worker = pipe(C.never, C.ensuring(C.fromIO(() => log.push('worker ended'))))
 * const main = Scope.scoped(
 *   C.gen(function* () {
 *     yield* Scope.acquireRelease(C.of('pool'), () => C.fromIO(() => log.push('pool closed')))
 *     yield* C.fork(worker)
 *     yield* C.yieldNow
 *   })
 * )
 * await run(main)
 * assert.deepStrictEqual(log, ['worker ended', 'pool closed'])
 *
 * @category operations
 * @since 0.1.0
 */
export const scoped = <R, E, A>(ma: Coroutine<R & HasScope, E, A>): Coroutine<R, E, A> =>
  new Op(Tag.Bracket, make, {
    use: (scope: State) => new Op(Tag.Local, ma, withScope(scope)),
    release: closeOp
  })

/**
 * Starts a coroutine in a fiber of a scope: it runs until it is done, or until the scope is closed. A failure that nobody
 * joins or awaits is reported when it happens. In a scope that is closed nothing is started, and that is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const main = Scope.scoped(
 *   C.gen(function* () {
 *     const scope = yield* Scope.current
 *     const startWorker = pipe(C.of(42), C.delay(1), Scope.forkIn(scope))
 *     // the fiber that starts the worker ends before it
 *     const worker = yield* Fiber.join(yield* C.fork(startWorker))
 *     return yield* Fiber.join(worker)
 *   })
 * )
 * assert.deepStrictEqual(await run(main), 42)
 *
 * @category operations
 * @since 0.1.0
 */
export const forkIn =
  (scope: Scope) =>
  <R, E, A>(ma: Coroutine<R, E, A>): Coroutine<R, never, Fiber<E, A>> =>
    forkInOp(stateOf(scope), ma as Op)

/**
 * A function for callbacks of the platform, the listener of an HTTP server say: it starts a coroutine in a fiber of the
 * scope, as `forkIn` does, with the environment and the fiber-local values of the place where `dispatcher` is run.
 *
 * What it starts ends with the scope, and so Ctrl-C reaches it. It can be called anywhere, also while all fibers wait, and
 * the coroutine takes its first step when the caller has returned. In a scope that is closed, or being closed, nothing is
 * started, and the function throws a `RuntimeError`.
 *
 * It is what cats-effect calls `Dispatcher`, and what `FiberSet.runtime` is for Effect. It is not marked as unsafe: whoever
 * gets the function is inside of the scope, and what it starts does not outlive that.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 * import { EventEmitter } from 'node:events'
 *
 * type Env = { readonly greeting: string }
 * const lines: Array<string> = []
 * const greet = (name: string) => C.asks(({ greeting }: Env) => lines.push(`${greeting}, ${name}`))
 *
 * const emitter = new EventEmitter()
 * const main = Scope.scoped(
 *   C.gen(function* () {
 *     const dispatch = yield* Scope.dispatcher<Env>()
 *     emitter.on('visitor', (name: string) => dispatch(greet(name)))
 *     yield* C.sleep(50)
 *   })
 * )
 * setTimeout(() => emitter.emit('visitor', 'Ada'), 1)
 * await run(main, { context: { greeting: 'Hello' } })
 * assert.deepStrictEqual(lines, ['Hello, Ada'])
 *
 * @category operations
 * @since 0.1.0
 */
export const dispatcher = <R = unknown>(): Coroutine<
  R & HasScope,
  never,
  <E, A>(ma: Coroutine<R, E, A>) => Fiber<E, A>
> => new Op(Tag.FlatMap, current, (scope: State) => new Op(Tag.Primitive, dispatcherIn, scope))

/**
 * Closes a scope: its fibers are interrupted and awaited, then its releases run, the last one first, with the `Exit` that is
 * given here. Failures of releases are defects, and none keeps the others from running. Closing again changes nothing,
 * and waits until the scope is closed.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const main = C.gen(function* () {
 *   const scope = yield* Scope.make
 *   const worker = yield* Scope.forkIn(scope)(C.never)
 *   yield* Scope.close(scope, Exit.succeed(undefined))
 *   return (yield* Fiber.status(worker))._tag
 * })
 * assert.deepStrictEqual(await run(main), 'Done')
 *
 * @category operations
 * @since 0.1.0
 */
export const close = (scope: Scope, exit: Exit<unknown, unknown>): Coroutine<unknown, never, void> =>
  exit._tag === 'Right'
    ? closeOp(stateOf(scope), null, exit.right)
    : closeOp(stateOf(scope), fromCause(exit.left), undefined)

/**
 * From a coroutine that needs a scope to an object for `await using`: the scope stays open until the object is disposed
 * of. It runs on the thread's default loop, as `toPromise` does. When it fails, what it had acquired is released.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const connect = Scope.acquireRelease(C.of('connection'), () => C.fromIO(() => log.push('closed')))
 *
 * // in a language version that has it: await using connection = await Scope.toAsyncDisposable(connect)()
 * const connection = await Scope.toAsyncDisposable(connect)()
 * log.push(connection.value)
 * await connection[Symbol.asyncDispose]()
 * assert.deepStrictEqual(log, ['connection', 'closed'])
 *
 * @category operations
 * @since 0.1.0
 */
export const toAsyncDisposable =
  <E, A>(ma: Coroutine<HasScope, E, A>): Task<Disposable<A>> =>
  () => {
    const scope = new State()
    const opened = new Op(Tag.OnExit, provide(scope)(ma), (cause: Op | null) =>
      cause === null ? unit : closeOp(scope, cause, undefined)
    )
    return runToPromise(opened, undefined).then((value: A) => {
      const close = (): Promise<void> => runToPromise(closeOp(scope, null, value), undefined)
      return { value, [asyncDispose()]: close } as unknown as Disposable<A>
    })
  }

/**
 * What the scope is like now.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as Scope from 'fiber-ts/Scope'
 * import * as assert from 'node:assert'
 *
 * const main = C.flatMap(Scope.make, Scope.statistics)
 * assert.deepStrictEqual(await run(main), { phase: 'open', finalizers: 0, fibers: 0 })
 *
 * @category operations
 * @since 0.1.0
 */
export const statistics = (scope: Scope): Coroutine<unknown, never, Statistics> =>
  sync(() => {
    const { phase, finalizers, kids } = stateOf(scope)
    return { phase, finalizers: finalizers.length, fibers: listKids(kids).length }
  })
