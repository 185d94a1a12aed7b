/**
 * The end of a loop's fibers: ended in good order, or abandoned.
 */
import { type Fiber, interrupt, interruptionFrom, nameSome, State, withActivity } from './fiber.js'
import type { Loop } from './loop.js'
import { type Op, Tag } from './op.js'
import type { Parked } from './waiters.js'

/**
 * Interrupts everything that still lives, all at once, and resolves when the last fiber has ended. What a finalizer starts
 * meanwhile is interrupted too.
 */
export const endFibers = (loop: Loop): Promise<void> => {
  const interruption = interruptionFrom('host', 'shutdown', loop)
  loop.stopping = interruption
  return new Promise((resolve) => {
    loop.onEmpty = resolve
    for (const fiber of loop.fibers()) if (fiber.parent.owner === null) interrupt(fiber, interruption)
    loop.checkEmpty()
  })
}

export const count = (things: ReadonlyArray<unknown>, what: string): string =>
  `${things.length} ${what}${things.length === 1 ? '' : 's'}`

/** Fibers with what they do, as part of one line. */
export const nameFibers = (fibers: ReadonlyArray<Fiber>): string => nameSome(fibers.map(withActivity))

/** Hears what has gone wrong in a fiber that is still cleaning up, or in those that it waits for: nobody else will. */
export const eachFailure = (fiber: Fiber, hear: (cause: Op) => void): void => {
  for (let frame = fiber.stack; frame !== null; frame = frame.second) if (frame.tag >= Tag.ThenFail) hear(frame.first)
  const inOthers = fiber.state === State.Parked && (fiber.slot as Parked).failed?.()
  if (inOthers) hear(inOthers)
}

/** Gives up on every fiber: none of them ever takes another step. Answers which they were. */
export const abandon = (loop: Loop): ReadonlyArray<Fiber> => {
  const fibers = loop.fibers()
  const interruption = interruptionFrom('host', 'abandoned', loop)
  // whoever might wake a fiber must not find it any more
  for (const fiber of fibers) {
    fiber.interruption ??= interruption
    if (fiber.state === State.Parked) (fiber.slot as Parked).cancel(fiber)
  }
  for (const fiber of fibers) if (fiber.state < State.Succeeded) fiber.state = State.Abandoned
  loop.kids = null
  loop.families.clear()
  return fibers
}
