/**
 * Interruption and the platform's `AbortSignal`, from one to the other.
 */
import { InterruptedError } from '../Errors.js'
import { type Fiber, interrupt, interruptionBy, interruptionFrom, redirect } from './fiber.js'
import { errorOf } from './generator.js'
import { describe, ensuring, flatMap, Op, Tag } from './op.js'

interface Listening {
  readonly signal: AbortSignal
  readonly op: Op
}

/** The frame that removes the listener is there before it is added. */
const listen = (fiber: Fiber, { signal, op }: Listening): undefined => {
  if (typeof signal?.addEventListener !== 'function')
    throw new TypeError(`fromAbortSignal: an AbortSignal was expected, got ${describe(signal)}`)
  const onAbort = (): void => {
    interrupt(fiber, interruptionFrom('host', signal.reason, fiber.loop))
  }
  const add = new Op(
    Tag.Primitive,
    () => (signal.aborted ? onAbort() : signal.addEventListener('abort', onAbort)),
    null
  )
  const remove = new Op(Tag.Primitive, () => signal.removeEventListener('abort', onAbort), null)
  redirect(
    fiber,
    ensuring(
      flatMap(add, () => op),
      remove
    )
  )
}

/** Runs `op`, and interrupts the fiber when the signal aborts meanwhile. */
export const abortedByOp = (signal: AbortSignal, op: Op): Op => new Op(Tag.Primitive, listen, { signal, op })

/** Aborts with the error that something ended with; something that ended well is still over. */
export const abortOp = (controller: AbortController, cause: Op | null): Op =>
  new Op(
    Tag.Primitive,
    (fiber: Fiber) =>
      controller.abort(cause === null ? new InterruptedError(interruptionBy(fiber, 'scope closed')) : errorOf(cause)),
    null
  )
