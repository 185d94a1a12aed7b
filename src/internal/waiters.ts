/**
 * The list in which parked fibers stand: intrusive, first in first out, and with constant-time removal from the middle.
 *
 * A fiber waits for one thing at a time, so the links are two fields of the fiber itself; nothing is allocated to wait.
 * All primitives share it (Deferred, Queue, Semaphore, Event, Condition, join, sleep), which is why interrupting one of
 * 100,000 waiters costs the same as interrupting the only one.
 */
import type { Fiber } from './fiber.js'
import type { Op } from './op.js'

/** What a parked fiber waits for. */
export interface Parked {
  /** Stop waiting; answers what must still run, masked, before the interruption goes on (or null). */
  readonly cancel: (fiber: Fiber) => Op | null
  /** Says in a few words what is waited for, for dumps and deadlock reports. */
  readonly describe: (fiber: Fiber) => string
  /** Something outside of the fibers (a promise, a callback) can end the wait, so it is no deadlock. */
  readonly isExternal?: true
  /** When the wait ends by itself, on the clock of the loop. */
  readonly deadline?: number
  /** The fibers whose end is waited for, for dumps. */
  readonly ends?: (fiber: Fiber) => ReadonlyArray<Fiber>
  /** What has gone wrong in them so far. */
  readonly failed?: () => Op | null
  /** Whether the end of one of them decides; else all have to end. */
  readonly isDecidedByOne?: boolean
}

/** The members of a family, the youngest first: those that were started since `mark`. */
export const listKids = (kid: Fiber | null, mark = 0): ReadonlyArray<Fiber> => {
  const kids: Array<Fiber> = []
  for (; kid !== null && kid.id >= mark; kid = kid.nextSibling) kids.push(kid)
  return kids
}

export class WaitList {
  head: Fiber | null = null
  tail: Fiber | null = null
  size = 0

  push(fiber: Fiber): void {
    const last = this.tail
    fiber.nextWaiter = null
    fiber.prevWaiter = last
    if (last === null) this.head = fiber
    else last.nextWaiter = fiber
    this.tail = fiber
    this.size++
  }

  shift(): Fiber | null {
    const fiber = this.head
    if (fiber !== null) this.remove(fiber)
    return fiber
  }

  remove(fiber: Fiber): void {
    const previous = fiber.prevWaiter
    const next = fiber.nextWaiter
    if (previous === null) this.head = next
    else previous.nextWaiter = next
    if (next === null) this.tail = previous
    else next.prevWaiter = previous
    fiber.nextWaiter = fiber.prevWaiter = null
    this.size--
  }
}
