// What the tests of Coroutine share: programs with one outcome each, and runs on virtual time.
import * as Cause from 'fiber-ts/Cause'
import * as C from 'fiber-ts/Coroutine'
import type { Exit } from 'fiber-ts/Exit'
import { TestLoop } from 'fiber-ts/testing'

export const bug = new Error('bug')

/** For user functions that throw. */
export const throws = (): never => {
  throw bug
}

/** How a program ends, run to its end on virtual time. */
export const exitOf = <E, A>(program: C.Coroutine<unknown, E, A>): Exit<E, A> => new TestLoop().run(program)

/** How a program ends that has to be interrupted, after a number of milliseconds. */
export const interruptedAfter = <E, A>(millis: number, program: C.Coroutine<unknown, E, A>): Exit<E, A> | undefined => {
  const loop = new TestLoop()
  const run = loop.start(program)
  loop.advance(millis)
  run.interrupt()
  loop.runAll()
  return run.exit()
}

/** How a program ends that waits for promises, which virtual time cannot drive. */
export const exitLater = <E, A>(program: C.Coroutine<unknown, E, A>): Promise<Exit<E, A>> =>
  C.toPromise(C.toExit(program))

/** A list of lines, and the coroutine that adds one. */
export const makeLog = (): {
  readonly lines: Array<string>
  readonly say: (line: string) => C.Coroutine<unknown, never, void>
} => {
  const lines: Array<string> = []
  return { lines, say: (line) => C.fromIO(() => void lines.push(line)) }
}

/** A program that never ends; interrupted, it says something after some milliseconds. */
export const stopsAfter = (
  millis: number,
  said: C.Coroutine<unknown, never, void>
): C.Coroutine<unknown, never, never> => C.onInterrupt(C.delay(millis)(said))(C.never)

/** The reasons of a failed exit, each in a few letters. */
export const reasonsOf = (exit: Exit<unknown, unknown> | undefined): ReadonlyArray<string> => {
  if (exit === undefined) return ['not ended']
  if (exit._tag === 'Right') return []
  return exit.left.map((reason) =>
    reason._tag === 'Fail'
      ? `fail ${String(reason.error)}`
      : reason._tag === 'Die'
        ? `die ${reason.defect instanceof Error ? reason.defect.message : String(reason.defect)}`
        : 'interrupt'
  )
}

/** One cause of several. */
export const causes = <E>(...[first, ...rest]: readonly [Cause.Cause<E>, ...Array<Cause.Cause<E>>]): Cause.Cause<E> =>
  rest.reduce(Cause.getSemigroup<E>().concat, first)
