/**
 * What a program tells whoever subscribes to Node's `diagnostics_channel`: that a run or a fiber starts and ends, that a
 * fiber waits and goes on, that something failed of which nobody else hears. For tracers, metrics and logs, which need no
 * change of the program.
 *
 * A Runner looks at the beginning of each run and each `fork` whether anybody listens. If nobody does, nothing is published
 * and nothing is paid; if somebody does, its fibers are watched from there on, those that are alive included. So subscribe
 * before a run starts: who comes later hears from the next one on. Programs that run without a Runner (`toPromise`) publish
 * nothing.
 *
 * Subscribers are called synchronously, between two steps of the program: they should be quick. What they throw is an
 * uncaught exception of the process, and does not touch the program.
 *
 * @module
 * @since 0.1.0
 */
import type { ExceptionContext } from './EventLoop.js'
import type { Exit } from './Exit.js'
import type { Fiber } from './Fiber.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A run begins, with its root fiber: on the channel `fiber-ts:run:start`.
 *
 * @category model
 * @since 0.1.0
 */
export interface RunStart {
  readonly fiber: Fiber<unknown, unknown>
}

/**
 * A run has ended, its shutdown included: on `fiber-ts:run:end`.
 *
 * @category model
 * @since 0.1.0
 */
export interface RunEnd {
  readonly fiber: Fiber<unknown, unknown>
  readonly exit: Exit<unknown, unknown>
}

/**
 * A fiber was made, and has not taken its first step: on `fiber-ts:fiber:start`. It is the same object in all messages about
 * it, so it can be the key of a `WeakMap`. Its name is given by a step of its own, and not known yet.
 *
 * @category model
 * @since 0.1.0
 */
export interface FiberStart {
  readonly fiber: Fiber<unknown, unknown>
  /** The fiber to which it belongs; null for the program itself, for daemons and for the fibers of a `Scope`. */
  readonly parent: Fiber<unknown, unknown> | null
  /** Where it was started; known in debug mode only. */
  readonly startedAt: string | null
}

/**
 * A fiber waits: on `fiber-ts:fiber:suspend`.
 *
 * @category model
 * @since 0.1.0
 */
export interface FiberSuspend {
  readonly fiber: Fiber<unknown, unknown>
  /** What for, in a few words; to be read before the subscriber returns. */
  readonly waitsFor: string
}

/**
 * A fiber that has waited goes on: on `fiber-ts:fiber:resume`.
 *
 * @category model
 * @since 0.1.0
 */
export interface FiberResume {
  readonly fiber: Fiber<unknown, unknown>
}

/**
 * A fiber has ended: on `fiber-ts:fiber:end`. One that was abandoned at shutdown never ends.
 *
 * @category model
 * @since 0.1.0
 */
export interface FiberEnd {
  readonly fiber: Fiber<unknown, unknown>
  readonly exit: Exit<unknown, unknown>
}

/**
 * What is passed to the exception handler, before it is: on `fiber-ts:unhandled`.
 *
 * @category model
 * @since 0.1.0
 */
export type Unhandled = ExceptionContext

// -------------------------------------------------------------------------------------
// constants
// -------------------------------------------------------------------------------------

/**
 * The names of the channels.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { channels, type FiberEnd } from 'fiber-ts/Diagnostics'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 * import * as diagnostics_channel from 'node:diagnostics_channel'
 *
 * const ended: Array<string | undefined> = []
 * diagnostics_channel.subscribe(channels.fiberEnd, (message) => void ended.push((message as FiberEnd).fiber.name))
 * await run(pipe(C.all([pipe(C.of(1), C.named('one')), pipe(C.of(2), C.named('two'))]), C.named('main')))
 * assert.deepStrictEqual(ended, ['one', 'two', 'main'])
 *
 * @category constants
 * @since 0.1.0
 */
export const channels = {
  runStart: 'fiber-ts:run:start',
  runEnd: 'fiber-ts:run:end',
  fiberStart: 'fiber-ts:fiber:start',
  fiberSuspend: 'fiber-ts:fiber:suspend',
  fiberResume: 'fiber-ts:fiber:resume',
  fiberEnd: 'fiber-ts:fiber:end',
  unhandled: 'fiber-ts:unhandled'
} as const
