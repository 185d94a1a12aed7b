/**
 * How `console.log` and `JSON.stringify` show a fiber: what it is called and what it does. Its fields are the interpreter's, and
 * lead from one fiber to all others. And how `console.log` shows a coroutine, which says in its own words that printing it does
 * not run it.
 */
import { hasFailed } from '../internal/cause.js'
import { Fiber, label, State } from '../internal/fiber.js'
import { Op } from '../internal/op.js'
import type { Parked } from '../internal/waiters.js'

const activity = (fiber: Fiber): string => {
  switch (fiber.state) {
    case State.Next:
    case State.Value:
      return 'ready'
    case State.Parked:
      return `waits for ${(fiber.slot as Parked).describe(fiber)}`
    case State.Running:
    case State.Redirected:
      return 'running'
    case State.Succeeded:
      return 'succeeded'
    case State.Failed:
      return hasFailed(fiber.slot) ? 'failed' : 'interrupted'
    case State.Abandoned:
      return 'abandoned'
  }
}

const inspection = Symbol.for('nodejs.util.inspect.custom')

function text(this: Fiber): string {
  return `Fiber(${label(this)}, ${activity(this)})`
}

/** From here on, in this process. */
export const printFibers = (): void => {
  const property = { value: text, configurable: true }
  Object.defineProperties(Fiber.prototype, {
    [inspection]: property,
    toString: property,
    toJSON: property
  })
}

function description(this: Op): string {
  return `Coroutine(${this._tag}, not run)`
}

/** The same for coroutines; what they are as text and in JSON is the same everywhere. */
export const printCoroutines = (): void => {
  Object.defineProperty(Op.prototype, inspection, { value: description, configurable: true })
}
