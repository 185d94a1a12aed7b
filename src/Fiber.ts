/**
 * The handle of a running coroutine: join it, await how it ended, interrupt it, ask what it does.
 *
 * @since 0.1.0
 */
import type { FiberId } from './Cause.js'
import type { Coroutine } from './Coroutine.js'
import type { Exit } from './Exit.js'
import { type Fiber as FiberState, interrupt as ask, interruptionBy, outcomeOf, State } from './internal/fiber.js'
import { toExit } from './internal/exit.js'
import { joinOp } from './internal/fork.js'
import { flatMap, Op, succeed, suspend, Tag, unit } from './internal/op.js'

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
  readonly _E?: () => E
  readonly _A?: () => A
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

const stateOf = (fiber: Fiber<any, any>): FiberState => fiber as unknown as FiberState
