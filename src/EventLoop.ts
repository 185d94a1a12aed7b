/**
 * The event loop on which fibers run: who is ready, who sleeps, who is alive, and where failures go that nobody hears.
 *
 * A Runner makes and closes its own; programs meet it through `Runner#getLoop` and `loopFactory`.
 *
 * @module
 * @since 0.1.0
 */
import type { Executor } from './Executor.js'
import type { Fiber } from './Fiber.js'
import { type ExceptionContext, type ExceptionHandler, Loop } from './internal/loop.js'

export type { ExceptionContext, ExceptionHandler }

/**
 * An event loop.
 *
 * @category model
 * @since 0.1.0
 */
export interface EventLoop {
  /** Milliseconds on a clock that never goes back: `performance.now()`, or virtual time under test. */
  readonly now: () => number
  /** Every fiber that has not ended: roots and daemons first, each followed by its children. */
  readonly fibers: () => ReadonlyArray<Fiber<unknown, unknown>>
  /** Sets who is told of failures that nobody hears of; null for the default, a line on stderr. */
  readonly setExceptionHandler: (handler: ExceptionHandler | null) => void
  /** Reports something to whoever is set. A handler that throws is reported with it. */
  readonly callExceptionHandler: (context: ExceptionContext) => void
  /** Where jobs run that would keep this thread from everything else: `runInExecutor`. Made when it is asked for first. */
  readonly executor: Executor
  readonly isClosed: () => boolean
  /** Whether the loop is in debug mode. */
  readonly isDebug: () => boolean
}

/**
 * How an event loop behaves.
 *
 * @category model
 * @since 0.1.0
 */
export interface EventLoopOptions {
  /** How long fibers run before timers and I/O get their turn, in milliseconds. Default 8. */
  readonly slice?: number
}

/**
 * Makes an event loop, for use as a `loopFactory`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { make } from 'fiber-ts/EventLoop'
 * import { Runner } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const runner = new Runner({ loopFactory: () => make({ slice: 4 }) })
 * assert.deepStrictEqual(await runner.run(C.of(1)), 1)
 * await runner.close()
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: EventLoopOptions = {}): EventLoop => new Loop(options)
