/**
 * The errors that the library itself raises. Each class recognises instances of itself across copies of the package
 * (`instanceof` asks for a `Symbol.for` brand), since a dependency tree can hold several.
 *
 * @module
 * @since 0.1.0
 */
import type { Cause, Interrupt, Interruptor } from './Cause.js'
import { brand } from './internal/brand.js'

/**
 * The library was used in a way that cannot work: a nested `run`, a closed Runner.
 *
 * @category model
 * @since 0.1.0
 */
export class RuntimeError extends Error {}
brand(RuntimeError, 'RuntimeError')

/** An error in a few words: whatever a program has failed with, be it without a text. */
const textOf = (error: unknown): string => {
  try {
    return error instanceof Error ? error.message : String(error)
  } catch {
    return 'a value without text'
  }
}

const explain = (reason: unknown): string => (reason === undefined ? '' : `: ${textOf(reason)}`)

const who = (by: Interruptor): string =>
  typeof by === 'number' ? `by fiber #${by}` : by === 'host' ? 'by the host' : `by ${by}`

/**
 * A fiber was interrupted: by whom, why, and when (`at` is in milliseconds on the clock of the event loop).
 *
 * @category model
 * @since 0.1.0
 */
export class InterruptedError extends Error {
  readonly by: Interruptor
  readonly reason: unknown
  readonly at: number
  constructor(interrupt: Interrupt, message: string = `interrupted ${who(interrupt.by)}${explain(interrupt.reason)}`) {
    super(message)
    this.by = interrupt.by
    this.reason = interrupt.reason
    this.at = interrupt.at
  }
}
brand(InterruptedError, 'InterruptedError')

/**
 * The program was interrupted by a signal, as by Ctrl-C.
 *
 * @category model
 * @since 0.1.0
 */
export class KeyboardInterrupt extends InterruptedError {
  constructor(interrupt: Interrupt) {
    super(interrupt, `interrupted by ${String(interrupt.by)}`)
  }
}
brand(KeyboardInterrupt, 'KeyboardInterrupt')

/**
 * Every fiber waited for another one, and nothing outside could wake any of them.
 *
 * @category model
 * @since 0.1.0
 */
export class Deadlock extends Error {}
brand(Deadlock, 'Deadlock')

const errorOf = (reason: Cause<unknown>[number]): unknown => {
  if (reason._tag === 'Fail') return reason.error
  if (reason._tag === 'Die') return reason.defect
  if (reason.reason instanceof Deadlock) return reason.reason
  return typeof reason.by === 'string' && reason.by !== 'host'
    ? new KeyboardInterrupt(reason)
    : new InterruptedError(reason)
}

/**
 * A program failed with more than one reason: `cause` is the first error, `failures` the whole `Cause`.
 *
 * @category model
 * @since 0.1.0
 */
export class FiberFailure<out E = unknown> extends Error {
  readonly failures: Cause<E>
  constructor(failures: Cause<E>) {
    const error = errorOf(failures[0])
    super(`${textOf(error)}${failures.length > 1 ? ` (and ${failures.length - 1} more)` : ''}`, { cause: error })
    this.failures = failures
  }
}
brand(FiberFailure, 'FiberFailure')

/**
 * A queue was shut down: it takes nothing more, or has nothing more to give. A typed error, so that the end of the work is
 * part of a consumer's type.
 *
 * @category model
 * @since 0.1.0
 */
export class QueueShutdown extends Error {
  readonly _tag = 'QueueShutdown' as const
  constructor() {
    super('the queue was shut down')
  }
}
brand(QueueShutdown, 'QueueShutdown')

/**
 * A barrier was aborted while it was waited for, or before. A typed error.
 *
 * @category model
 * @since 0.1.0
 */
export class BrokenBarrier extends Error {
  readonly _tag = 'BrokenBarrier' as const
  constructor() {
    super('the barrier was aborted')
  }
}
brand(BrokenBarrier, 'BrokenBarrier')
