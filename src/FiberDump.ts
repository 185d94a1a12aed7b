/**
 * What the fibers of a program do at one moment, as a value: to print, to send somewhere, to assert on in a test.
 *
 * `Runner#dump` takes one. It holds nothing but plain data (`JSON.stringify` and back gives an equal value), and taking it
 * changes nothing. Fibers stand in a flat list and name their parents, rather than in a tree of objects, since a program
 * may nest fibers deeper than JSON, or a recursive function, can follow.
 *
 * @module
 * @since 0.1.0
 */
import type { FiberId, Interruptor } from './Cause.js'
import type { EventLoop } from './EventLoop.js'
import { drawDump } from './internal/draw.js'
import { dumpLoop } from './internal/dump.js'
import { getDumper, setDumper } from './internal/live.js'
import type { Loop } from './internal/loop.js'

// a bundle for browsers has dumps only where this module is used
if (getDumper() === null)
  setDumper({ take: (loop, reason) => dumpLoop(loop, reason === undefined ? {} : { reason }), draw: drawDump })

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * What a suspended fiber waits for.
 *
 * @category model
 * @since 0.1.0
 */
export interface Wait {
  /** In a few words: `Lock A`, `a promise (fetchUser)`, `sleep`. */
  readonly what: string
  /** The fibers that hold it, as far as they are known: any of them can end the wait by letting go. */
  readonly heldBy: ReadonlyArray<FiberId>
  /** The fibers whose end is waited for. */
  readonly endOf: ReadonlyArray<FiberId>
  /** When the wait ends by itself, on the clock of the event loop; null if it does not. */
  readonly until: number | null
  /** Whether something outside of the fibers (a promise, a callback) can end the wait. */
  readonly isExternal: boolean
}

/**
 * That a fiber was asked to stop: by whom, why, and when. It is pending until it has taken effect, as long as the fiber
 * cannot be interrupted; from then on the fiber runs finalizers only.
 *
 * @category model
 * @since 0.1.0
 */
export interface Interruption {
  readonly by: Interruptor
  readonly reason: string | null
  readonly at: number
  readonly isPending: boolean
}

/**
 * What one fiber does. Times are in milliseconds on the clock of the event loop.
 *
 * @category model
 * @since 0.1.0
 */
export interface FiberInfo {
  readonly id: FiberId
  /** As given by `Coroutine.named`. */
  readonly name: string | null
  /** The fiber that it belongs to; null for the program itself, for daemons and for the fibers of a `Scope`. */
  readonly parent: FiberId | null
  readonly state: 'Ready' | 'Running' | 'Suspended'
  /** Since when it is in this state. Known in debug mode only: to note it costs time at each step that waits. */
  readonly since: number | null
  /** What it waits for; null unless it is suspended. */
  readonly waitsFor: Wait | null
  /** Whether an interruption would be delivered where the fiber stands. */
  readonly isInterruptible: boolean
  readonly interruption: Interruption | null
  /** Whether it runs a finalizer. */
  readonly isFinalizing: boolean
  /**
   * What is open, the latest first: the locks and permits that it holds, other resources, finalizers. Not known of a
   * running fiber.
   */
  readonly open: ReadonlyArray<string>
  /** Where it was started; known in debug mode only. */
  readonly startedAt: string | null
}

/**
 * What the fibers of an event loop do at one moment.
 *
 * @category model
 * @since 0.1.0
 */
export interface FiberDump {
  /** When it was taken, in milliseconds on the clock of the event loop. */
  readonly at: number
  /** What made somebody take it, in a few words. */
  readonly reason: string | null
  /** The number of the process, where there is one and somebody has looked. */
  readonly pid: number | null
  /** For how many milliseconds the process has been running. */
  readonly uptime: number | null
  /** Whether the loop is being shut down. */
  readonly isShuttingDown: boolean
  /** Every fiber that has not ended, each parent before its children and they in the order in which they were started. */
  readonly fibers: ReadonlyArray<FiberInfo>
  /** Fibers that wait for one another, each for the next one and the last one for the first: none of them can go on. */
  readonly cycles: ReadonlyArray<ReadonlyArray<FiberId>>
}

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * What the fibers of an event loop do now. As `Runner#dump`, but without the process.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as FiberDump from 'fiber-ts/FiberDump'
 * import { TestLoop } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * const loop = new TestLoop()
 * loop.start(C.sleep(100))
 * loop.advance(40)
 * const { at, fibers } = FiberDump.of(loop.eventLoop)
 * assert.deepStrictEqual([at, fibers[0]?.state, fibers[0]?.waitsFor?.until], [40, 'Suspended', 100])
 *
 * @category constructors
 * @since 0.1.0
 */
export const of = (loop: EventLoop): FiberDump => dumpLoop(loop as Loop)

// -------------------------------------------------------------------------------------
// destructors
// -------------------------------------------------------------------------------------

/**
 * A dump as text: a line for each fiber, drawn as a tree, and one for each cycle. From 20 on, siblings that do the same are
 * one line with their number.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as FiberDump from 'fiber-ts/FiberDump'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { Runner } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const runner = new Runner()
 * runner.fork(pipe(C.never, C.named('worker')))
 * const lines = FiberDump.show(runner.dump()).split('\n')
 * assert.deepStrictEqual(lines[1], '#1 "worker"  suspended  never')
 * await runner.close()
 *
 * @category destructors
 * @since 0.1.0
 */
export const show: (dump: FiberDump) => string = drawDump
