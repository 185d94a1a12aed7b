/**
 * What the programs of this folder are made of. A file is a record of programs; the first argument says which one to play.
 */
import { writeSync } from 'node:fs'
import * as C from 'fiber-ts/Coroutine'
import { FiberFailure, InterruptedError } from 'fiber-ts/Errors'
import { pipe } from 'fp-ts/lib/function.js'

// it does not outlive its test for long, should that be killed
setTimeout(() => process.exit(99), 60_000).unref()

/** A line that has left the process when this returns. */
export const print = (line: string): void => void writeSync(1, `${line}\n`)

export const say = (line: string): C.Coroutine<unknown, never, void> => C.fromIO(() => print(line))

/** Keeps the thread busy without giving way, as a computation does. */
export const block = (millis: number): void => {
  const until = performance.now() + millis
  while (performance.now() < until);
}

/** Says what it does while it cleans up, and takes its time. */
export const slowly = (millis: number, before: string, after: string): C.Coroutine<unknown, never, void> =>
  pipe(
    say(before),
    C.flatMap(() => C.sleep(millis)),
    C.flatMap(() => say(after))
  )

const describe = (error: unknown): string => {
  if (error instanceof FiberFailure) {
    const reasons = error.failures.map((reason) =>
      reason._tag === 'Fail'
        ? `Fail ${String(reason.error)}`
        : reason._tag === 'Die'
          ? `Die ${String(reason.defect)}`
          : `Interrupt ${reason.by}`
    )
    return `FiberFailure, cause ${(error.cause as Error).name}, failures ${reasons.join(', ')}`
  }
  if (error instanceof InterruptedError) return `${error.name} by ${error.by}`
  return String(error)
}

/** Prints how a promise settled, as the last line of a program. */
export const outcome = (promise: Promise<unknown>): Promise<void> =>
  promise.then(
    (value) => print(`value ${JSON.stringify(value)}`),
    (error: unknown) => print(`error ${describe(error)}`)
  )

export const play = (programs: Readonly<Record<string, () => unknown>>): void => {
  const name = process.argv[2] ?? ''
  const program = programs[name]
  if (program === undefined) throw new Error(`there is no program '${name}'`)
  void program()
}
