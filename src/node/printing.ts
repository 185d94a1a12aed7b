/**
 * How `console.log` and `JSON.stringify` show a fiber: what it is called and what it does. Its fields are the interpreter's, and
 * lead from one fiber to all others.
 */
import { hasFailed } from '../internal/cause.js'
import { Fiber, label, State } from '../internal/fiber.js'
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

function text(this: Fiber): string {
  return `Fiber(${label(this)}, ${activity(this)})`
}

/** From here on, in this process. */
export const printFibers = (): void => {
  const property = { value: text, configurable: true }
  Object.defineProperties(Fiber.prototype, {
    [Symbol.for('nodejs.util.inspect.custom')]: property,
    toString: property,
    toJSON: property
  })
}
