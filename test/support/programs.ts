// What tests of structure and primitives share: programs that must not fail, and what their exits hold.
import * as C from 'fiber-ts/Coroutine'
import type { Exit } from 'fiber-ts/Exit'
import type * as Fiber from 'fiber-ts/Fiber'
import { TestLoop } from 'fiber-ts/testing'
import * as E from 'fp-ts/lib/Either.js'

/** The value of a program that must not fail, run on virtual time. */
export const valueOf = <A>(program: C.Coroutine<unknown, unknown, A>): A => {
  const exit = new TestLoop().run(program)
  if (E.isLeft(exit)) throw new Error(`it failed: ${JSON.stringify(exit.left)}`, { cause: exit.left })
  return exit.right
}

/** The first defect of a failed exit. */
export const defectOf = (exit: Exit<unknown, unknown> | undefined): unknown =>
  exit?._tag === 'Left' ? exit.left.find((reason) => reason._tag === 'Die')?.defect : undefined

/** The reasons of a failed exit, interruptions with what they say. */
export const causeOf = (exit: Exit<unknown, unknown> | undefined): ReadonlyArray<unknown> =>
  exit?._tag === 'Left'
    ? exit.left.map((reason) =>
        reason._tag === 'Fail'
          ? reason.error
          : reason._tag === 'Die'
            ? reason.defect
            : `interrupted: ${String(reason.reason)}`
      )
    : []

/** Forks, and gives the fiber its first turn. */
export const start = <R, E, A>(ma: C.Coroutine<R, E, A>): C.Coroutine<R, never, Fiber.Fiber<E, A>> =>
  C.tap(C.fork(ma), () => C.yieldNow)
