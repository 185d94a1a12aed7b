/**
 * How a run can turn out.
 */
import type { ExceptionContext } from '../../EventLoop.js'
import type { Exit } from '../../Exit.js'

/**
 * A fiber that cannot go on: where it stands in the tree of forks, and what it waits for.
 *
 * @category model
 * @since 0.1.0
 */
export interface Waiting {
  readonly path: string
  readonly name: string | undefined
  readonly waitsFor: string
  /** The fibers that could end the wait, by letting go or by ending, as far as they are known. */
  readonly heldBy: ReadonlyArray<string>
  /** Whether something outside of the fibers could. */
  readonly isExternal: boolean
  /** Where it was forked, as far as that is known. */
  readonly origin: string | undefined
}

/**
 * How a run turned out:
 *
 * - `Ok`: the program succeeded, or was interrupted by the schedule, and nothing is left of it
 * - `Failed`: it failed, or `check` did not hold
 * - `Deadlock`: nothing is ready, nobody sleeps, and the program has not ended; `cycle` is the fibers that wait for one
 *   another, each for the next, if some do
 * - `Livelock`: it did not end after `maxSteps` steps, and not after as many again in which all fibers had their turns
 * - `Leak`: it ended and left behind fibers, timers, open finalizers or permits; time does not go on for them
 * - `Unhandled`: something failed and nobody was told
 * - `Invariant`: an invariant did not hold after a step
 * - `Uncontrolled`: something outside of the fibers decides: a promise, a callback, chance or the clock
 *
 * @category model
 * @since 0.1.0
 */
export type Verdict<E, A> =
  | { readonly _tag: 'Ok'; readonly exit: Exit<E, A> }
  | { readonly _tag: 'Failed'; readonly exit: Exit<E, A>; readonly error: unknown }
  | { readonly _tag: 'Deadlock'; readonly waiting: ReadonlyArray<Waiting>; readonly cycle: ReadonlyArray<string> }
  | { readonly _tag: 'Livelock'; readonly steps: number }
  | { readonly _tag: 'Leak'; readonly exit: Exit<E, A>; readonly left: ReadonlyArray<string> }
  | { readonly _tag: 'Unhandled'; readonly exit: Exit<E, A>; readonly failures: ReadonlyArray<ExceptionContext> }
  | { readonly _tag: 'Invariant'; readonly name: string; readonly step: number }
  | { readonly _tag: 'Uncontrolled'; readonly waiting: ReadonlyArray<Waiting>; readonly message: string }
