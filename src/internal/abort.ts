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

/** Who is to hear of the abort of a signal, and the listener that tells them. */
interface Hearers {
  readonly all: Set<() => void>
  readonly listener: () => void
}

/** One listener for each signal: from eleven on, Node takes the listeners of one signal for a leak, and warns. */
const hearersOf: WeakMap<AbortSignal, Hearers> = /*#__PURE__*/ new WeakMap()

const add = (signal: AbortSignal, hear: () => void): void => {
  let hearers = hearersOf.get(signal)
  if (hearers === undefined) {
    const all: Set<() => void> = new Set()
    hearers = { all, listener: () => all.forEach((each) => each()) }
    hearersOf.set(signal, hearers)
    signal.addEventListener('abort', hearers.listener)
  }
  hearers.all.add(hear)
}

const remove = (signal: AbortSignal, hear: () => void): void => {
  const hearers = hearersOf.get(signal)
  if (hearers === undefined || !hearers.all.delete(hear) || hearers.all.size > 0) return
  hearersOf.delete(signal)
  signal.removeEventListener('abort', hearers.listener)
}

/** The frame that stops listening is there before it is begun. */
const listen = (fiber: Fiber, { signal, op }: Listening): undefined => {
  if (typeof signal?.addEventListener !== 'function')
    throw new TypeError(`fromAbortSignal: an AbortSignal was expected, got ${describe(signal)}`)
  const onAbort = (): void => interrupt(fiber, interruptionFrom('host', signal.reason, fiber.loop))
  redirect(
    fiber,
    ensuring(
      flatMap(new Op(Tag.Primitive, () => (signal.aborted ? onAbort() : add(signal, onAbort)), null), () => op),
      new Op(Tag.Primitive, () => remove(signal, onAbort), null)
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
