/**
 * One run of a program, for a test that is about what it answers.
 */
import type { Coroutine } from '../Coroutine.js'
import { rejectionOf } from '../internal/run.js'
import { summary } from './explore/failure.js'
import { Explorer, type Given, leftovers, type RunOptions } from './explore/run.js'

/**
 * How `runTest` runs a program.
 *
 * @category model
 * @since 0.1.0
 */
export interface RunTestOptions extends Pick<RunOptions, 'maxSteps' | 'leaks'> {}

/**
 * Runs a program to its end on virtual time, without waiting for anything, and answers its value; throws what it fails with. It
 * also throws, and says what it was, when the program has left behind fibers, timers, open finalizers or permits, when
 * something failed of which nobody was told, or when it never ends. Time does not go on once the program has ended: a daemon
 * that sleeps then is left behind.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { runTest } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(runTest(C.as(C.sleep(86_400_000), 'a day later')), 'a day later')
 * assert.throws(() => runTest(C.forkDaemon(C.never)), /left fiber 0.1, which waits for never/)
 *
 * @category running
 * @since 0.1.0
 */
export const runTest = <R, E, A>(program: Coroutine<R, E, A>, ...given: Given<R, RunTestOptions>): A => {
  const options: RunTestOptions & { readonly context?: R } = given[0] ?? {}
  const explorer = new Explorer<R, E, A>(program, options.context, options)
  const { verdict, control, root } = explorer.run({ choose: (_, { usual }) => usual })
  if (
    (verdict._tag === 'Ok' || verdict._tag === 'Unhandled' || verdict._tag === 'Leak') &&
    verdict.exit._tag === 'Right'
  ) {
    if (verdict._tag === 'Ok') return verdict.exit.right
    const left = verdict._tag === 'Unhandled' && options.leaks !== 'ignore' ? leftovers(control) : []
    throw new Error([summary(verdict), ...left.map((each) => `leak: ${each}`)].join('\n'), {
      cause: verdict._tag === 'Unhandled' ? verdict.failures[0]?.exception : undefined
    })
  }
  if (verdict._tag === 'Failed') throw rejectionOf(root.slot)
  throw new Error(summary(verdict))
}
