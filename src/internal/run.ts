/**
 * From a program to a promise: what a promise is rejected with, and the loop that programs at the edges run on.
 */
import { FiberFailure } from '../Errors.js'
import { isOwnInterruption, recoverable, toCause } from './cause.js'
import { State } from './fiber.js'
import { announce } from './live.js'
import { Loop, type Root } from './loop.js'
import { type Op, Tag } from './op.js'

/**
 * The error that stands for a cause at the edge. A lone typed failure and a lone defect keep their identity, a lone
 * interruption of the fiber itself says who, why and when (the same error that would be the `cause` of a `FiberFailure`),
 * anything else is a `FiberFailure` with the whole cause.
 */
export const rejectionOf = (cause: Op): unknown => {
  if (cause.second === null) {
    if (cause.tag === Tag.Fail || cause.tag === Tag.Die) return cause.first
    if (isOwnInterruption(cause)) return new FiberFailure(toCause(cause)).cause
  }
  const failure = recoverable(cause)
  return failure !== null && countFailures(cause) === 1 ? failure.first : new FiberFailure(toCause(cause))
}

const countFailures = (cause: Op): number => {
  let count = 0
  for (let reason: Op | null = cause; reason !== null; reason = reason.second) if (reason.tag === Tag.Fail) count++
  return count
}

let defaultLoop: Loop | undefined

/** The loop of programs that run without a Runner: no signals, nothing to close. */
const getDefaultLoop = (): Loop => {
  if (defaultLoop === undefined) announce((defaultLoop = new Loop()))
  return defaultLoop
}

/** Runs a program on the default loop; the promise settles when the program and what it forked have ended. */
export const runToPromise = (op: Op, env: unknown): Promise<any> => {
  const loop = getDefaultLoop()
  const root = loop.root(op, env, undefined, null)
  const { parent } = root
  loop.start(root)
  // many programs have ended here already, and need no promise that waits
  if (root.state === State.Succeeded) return Promise.resolve(root.slot)
  if (root.state === State.Failed) return Promise.reject(rejectionOf(root.slot))
  return new Promise((resolve, reject) => {
    ;(parent as Root).onEnd = ({ state, slot }) =>
      state === State.Succeeded ? resolve(slot) : reject(rejectionOf(slot))
  })
}
